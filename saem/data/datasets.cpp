#include "saem/data/datasets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <string_view>

#include "saem/core/error.h"
#include "saem/data/idx_folder.h"
#include "saem/data/public_sets/public_sets.h"

namespace saem::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view debian_fashion_mnist = "/usr/share/datasets/fashion-mnist";

const std::vector<std::string>& fashion_classes() {
  static const std::vector<std::string> classes = {"T-shirt/top", "Trouser",   "Pullover", "Dress",
                                                   "Coat",        "Sandal",    "Shirt",    "Sneaker",
                                                   "Bag",         "Ankle boot"};
  return classes;
}

/// The value of an environment variable; empty if it is not set.
std::string environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

/// Where a user keeps datasets of saem: the XDG base directory,
/// https://specifications.freedesktop.org/basedir-spec.
fs::path user_folder(std::string_view dataset) {
  const std::string data_home = environment("XDG_DATA_HOME");
  const fs::path base =
      data_home.empty() ? fs::path(environment("HOME")) / ".local/share" : fs::path(data_home);
  return base / "saem" / dataset;
}

/// Where saem data get has put a dataset, if it has.
std::vector<fs::path> downloaded(std::string_view dataset) {
  std::error_code error;
  const PublicSet& set = public_set(dataset);
  if (environment("XDG_CACHE_HOME").empty() && environment("HOME").empty()) return {};
  if (!fs::exists(download_record(set), error)) return {};
  return {download_folder(set)};
}

/// The first of these folders that exists. Throws FileError with `advice` if none does.
fs::path find_folder(std::string_view dataset, const std::vector<fs::path>& candidates,
                     const std::string& advice) {
  std::string searched;
  for (const fs::path& candidate : candidates) {
    std::error_code ignored;
    if (fs::is_directory(candidate, ignored)) return candidate;
    searched += fmt::format("{}{}", searched.empty() ? "" : ", ", candidate.string());
  }
  fail<FileError>(
      {std::string(dataset), "this dataset is not on this machine", "looked in " + searched, advice});
}

fs::path fashion_folder() {
  const std::string chosen = environment("SAEM_FASHION_MNIST");
  std::vector<fs::path> candidates =
      chosen.empty() ? std::vector<fs::path>{user_folder("fashion-mnist"), debian_fashion_mnist}
                     : std::vector<fs::path>{chosen};
  if (chosen.empty()) std::ranges::copy(downloaded("fashion-mnist"), std::back_inserter(candidates));
  return find_folder(
      "fashion-mnist", candidates,
      "Download it: saem data get fashion-mnist; or on Debian and Ubuntu: apt-get install "
      "dataset-fashion-mnist. Or put its four .gz files into a folder and set SAEM_FASHION_MNIST to it.");
}

fs::path mnist_folder() {
  const std::string data = environment("SAEM_DATA");
  std::vector<fs::path> candidates = data.empty()
                                         ? std::vector<fs::path>{user_folder("mnist"), "../shared/data/mnist"}
                                         : std::vector<fs::path>{fs::path(data) / "mnist"};
  std::ranges::copy(downloaded("mnist"), std::back_inserter(candidates));
  return find_folder("mnist", candidates,
                     fmt::format("Download it: saem data get mnist; or put the four files of MNIST "
                                 "(train-images-idx3-ubyte.gz and so on) into {}.",
                                 candidates.front().string()));
}

/// The rows of both.
Array joined(const Array& first, const Array& second) {
  Array all =
      Array::uninitialized(first.shape().with(0, first.shape()[0] + second.shape()[0]), first.dtype());
  std::memcpy(all.mutable_bytes(), first.bytes(), first.byte_size());
  std::memcpy(all.mutable_bytes() + first.byte_size(), second.bytes(), second.byte_size());
  return all;
}

/// Where a dataset lies, and what its labels mean; no names: as the folder says.
struct Place {
  fs::path folder;
  std::vector<std::string> class_names;
  std::string name;
};

struct KnownDataset {
  std::string_view name;
  fs::path (*folder)();
  std::vector<std::string> class_names;
};
const std::vector<KnownDataset>& known_datasets() {
  static const std::vector<KnownDataset> all{{"fashion-mnist", fashion_folder, fashion_classes()},
                                             {"mnist", mnist_folder, {}}};
  return all;
}

Place place_of_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    fail<FileError>(
        {folder.string(),
         fs::exists(folder, error) ? "expected a folder but this is a file" : "there is no such folder", "",
         "Give a folder with the four IDX files of a dataset."});
  }
  const bool is_fashion = fs::equivalent(folder, debian_fashion_mnist, error) && !error;
  std::string name = fs::absolute(folder, error).lexically_normal().filename().string();
  if (name.empty()) name = fs::absolute(folder, error).lexically_normal().parent_path().filename().string();
  return {folder, is_fashion ? fashion_classes() : std::vector<std::string>{}, name};
}

Place place_of(const std::string& name_or_folder) {
  std::string name = name_or_folder;
  std::replace(name.begin(), name.end(), '_', '-');
  for (const KnownDataset& dataset : known_datasets()) {
    if (dataset.name == name) return {dataset.folder(), dataset.class_names, name};
  }
  std::error_code ignored;
  if (fs::exists(name_or_folder, ignored)) return place_of_folder(name_or_folder);
  const std::vector<std::string> known = names();
  const std::string_view nearest = nearest_name(name, known);
  fail<ValueError>({"dataset",
                    fmt::format("'{}' is neither a folder nor the name of a dataset", name_or_folder),
                    fmt::format("known datasets: {}", fmt::join(known, ", ")),
                    nearest.empty() ? "Give one of these names, or a folder with IDX files."
                                    : fmt::format("Did you mean '{}'?", nearest)});
}

DatasetPair load(const Place& place) {
  return detail::read_idx_folder(place.folder, place.class_names, place.name);
}

}  // namespace

DatasetPair fashion_mnist() { return load("fashion-mnist"); }
DatasetPair mnist() { return load("mnist"); }
DatasetPair idx_folder(const fs::path& folder) { return load(place_of_folder(folder)); }
DatasetPair load(const std::string& name_or_folder) { return load(place_of(name_or_folder)); }

Samples load_samples(const std::string& name_or_folder) {
  const Place place = place_of(name_or_folder);
  DatasetPair pair = detail::read_idx_bytes(place.folder, place.class_names, place.name);
  if (pair.train.x.dtype() != pair.test.x.dtype()) pair = load(place);  // one of bytes, one of numbers
  Samples samples{.name = place.name, .target = "class", .classes = pair.train.class_names};
  samples.columns.push_back({"picture", ArrayColumn{joined(pair.train.x, pair.test.x)}});
  std::vector<std::string> labels;
  for (const Dataset* half : {&pair.train, &pair.test}) {
    const bool is_train = half == &pair.train;
    const std::span<const std::int32_t> numbers = half->y.data<std::int32_t>();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      labels.push_back(half->class_names[static_cast<std::size_t>(numbers[i])]);
      samples.parts.push_back(is_train ? Part::train : Part::test);
      samples.places.push_back(fmt::format("{} picture {}", is_train ? "training" : "test", i));
    }
  }
  samples.columns.push_back({"class", TextColumn(labels)});
  return samples;
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const KnownDataset& dataset : known_datasets()) names.emplace_back(dataset.name);
  return names;
}

}  // namespace saem::datasets
