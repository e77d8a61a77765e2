// Augmented pictures from a folder of JPEG files, for the driver (see worker.py): a random crop at 224×224,
// flipped by chance, normalised, in batches of 64; made on two threads. `bench_pictures THREADS`.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "saem/data/pictures/stream.h"

namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t side = 224, batch_size = 64;

class Pictures {
 public:
  Pictures(const std::filesystem::path& folder, std::int64_t times, int threads) {
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
      if (file.path().extension() == ".jpg") files.push_back(file.path());
    }
    std::ranges::sort(files);
    for (std::int64_t time = 0; time < times; ++time) {
      for (std::int64_t i = 0; i < std::ssize(files); ++i) order_.push_back(i);
    }
    saem::PictureStreamOptions options{.size = {.height = side, .width = side},
                                       .batch_size = batch_size,
                                       .mean = {0.485, 0.456, 0.406},
                                       .std = {0.229, 0.224, 0.225},
                                       .threads = threads};
    options.augmentation.add(saem::transforms::RandomResizedCrop({.height = side, .width = side}))
        .add(saem::transforms::RandomHorizontalFlip());
    stream_ = std::make_unique<saem::PictureStream>(std::move(files), options);
  }

  /// The mean value, so that there is something to compare.
  double epoch() {
    stream_->start(epoch_++, order_);
    double sum = 0;
    std::int64_t count = 0;
    while (const std::optional<saem::PictureBatch> batch = stream_->next()) {
      count += batch->pictures.shape()[0];
      sum += static_cast<double>(batch->pictures.data<float>()[0]);
    }
    if (count != std::ssize(order_)) throw std::runtime_error("pictures are missing");
    return sum / static_cast<double>(count);
  }

 private:
  std::vector<std::int64_t> order_;
  std::unique_ptr<saem::PictureStream> stream_;
  std::int64_t epoch_ = 0;
};

class Worker {
 public:
  explicit Worker(int threads) : threads_(threads) {}

  json obey(const json& command) {
    const auto what = command.at("do").get<std::string>();
    if (what == "describe") return {{"version", SAEM_VERSION}};
    if (what == "prepare") {
      pictures_ = std::make_unique<Pictures>(command.at("data").get<std::string>(),
                                             command.at("variant").at("times").get<std::int64_t>(), threads_);
    }
    if (what == "release") pictures_.reset();
    if (what != "run") return json::object();
    json times = json::array();
    double result = 0;
    for (auto i = command.at("steps").get<std::int64_t>(); i > 0; --i) {
      const Clock::time_point start = Clock::now();
      result = pictures_->epoch();
      times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
    return {{"ms", times}, {"result", {result}}};
  }

 private:
  int threads_;
  std::unique_ptr<Pictures> pictures_;
};

}  // namespace

int main(int count, char** words) {
  Worker worker(count > 1 ? std::stoi(words[1]) : 2);
  for (std::string line; std::getline(std::cin, line);) {
    json answer;
    try {
      answer = worker.obey(json::parse(line));
    } catch (const std::exception& error) {
      answer = {{"error", error.what()}};
    }
    std::cout << answer.dump() << std::endl;
  }
}
