#include "saem/train/example_source.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/data/support/temporary_folder.h"

namespace saem::test {
namespace {

/// Points on a line, with what was asked of it.
class Line : public ExampleSource {
 public:
  explicit Line(std::int64_t n) : n_(n) {}
  [[nodiscard]] std::int64_t size() const override { return n_; }
  [[nodiscard]] Examples gather(std::span<const std::int64_t> rows, std::int64_t epoch) const override {
    ++calls;
    if (epoch < 0) ++measured;
    const auto n = static_cast<std::int64_t>(rows.size());
    Array x({n, 1}), y({n, 1});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double at = static_cast<double>(rows[i]) / static_cast<double>(n_);
      x.mutable_data<float>()[i] =
          static_cast<float>(at + (epoch > 0 ? 0.001 * static_cast<double>(epoch) : 0));
      y.mutable_data<float>()[i] = static_cast<float>(3 * at - 1);
    }
    return {x, y};
  }
  mutable std::atomic<int> calls = 0, measured = 0;

 private:
  std::int64_t n_;
};

/// What Line gives, as arrays.
Examples all_of(const Line& line) {
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < line.size(); ++i) rows.push_back(i);
  return line.gather(rows, 0);
}

Sequential linear() {
  Sequential model({Input({1}), Dense(1)});
  model.set_seed(3);
  model.compile({.optimizer = SGD({.learning_rate = 0.1}), .loss = "mse"});
  return model;
}

std::vector<double> weights_of(const Model& model) {
  std::vector<double> all;
  for (const Variable& v : model.variables())
    for (std::int64_t i = 0; i < v.value().size(); ++i) all.push_back(v.value().at(i));
  return all;
}

TEST(ExampleSource, TrainsLikeArraysBitForBit) {
  const Line line(100);
  Sequential a = linear(), b = linear();
  const History from_arrays = a.fit(all_of(line), {.batch_size = 16, .epochs = 1, .verbose = 0, .seed = 5});
  const History from_source = b.fit(line, {.batch_size = 16, .epochs = 1, .verbose = 0, .seed = 5});
  EXPECT_EQ(weights_of(a), weights_of(b));
  EXPECT_EQ(from_arrays.history, from_source.history);
  EXPECT_EQ(from_source.waiting_seconds.size(), 1U);
}

TEST(ExampleSource, EveryEpochIsItsOwn) {
  const Line line(64);
  Sequential a = linear(), b = linear();
  a.fit(all_of(line), {.batch_size = 16, .epochs = 3, .verbose = 0});
  b.fit(line, {.batch_size = 16, .epochs = 3, .verbose = 0});
  EXPECT_NE(weights_of(a), weights_of(b));  // the source moves x in later epochs
}

TEST(ExampleSource, IsMeasuredWithUnchanged) {
  const auto line = std::make_shared<Line>(50);
  Sequential model = linear();
  const History h =
      model.fit(*line, {.batch_size = 10, .epochs = 2, .verbose = 0, .validation_source = line});
  EXPECT_EQ(h.history.at("val_loss").size(), 2U);
  EXPECT_EQ(line->measured, 10);
  EXPECT_NEAR(model.evaluate(*line, {.batch_size = 7}).at("loss"), model.evaluate(all_of(*line)).at("loss"),
              1e-6);
}

TEST(ExampleSource, GoesOnFromACheckpointWithTheSameBits) {
  const TemporaryFolder folder;
  const Line line(64);
  Sequential whole = linear();
  whole.fit(line, {.batch_size = 8, .epochs = 4, .verbose = 0, .seed = 1});
  const std::string path = (folder.path() / "c").string();
  Sequential first = linear();
  first.fit(line, {.batch_size = 8, .epochs = 2, .verbose = 0, .seed = 1, .checkpoint = {.path = path}});
  Sequential rest = linear();
  rest.fit(
      line,
      {.batch_size = 8, .epochs = 4, .verbose = 0, .seed = 1, .checkpoint = {.path = path, .resume = true}});
  EXPECT_EQ(weights_of(rest), weights_of(whole));
}

class Broken final : public Line {
 public:
  Broken() : Line(40) {}
  [[nodiscard]] Examples gather(std::span<const std::int64_t> rows, std::int64_t epoch) const override {
    if (rows[0] >= 16) throw FileError("clip 17 is damaged");
    return Line::gather(rows, epoch);
  }
};

TEST(ExampleSource, WhatItThrowsComesOutOfFit) {
  Sequential model = linear();
  EXPECT_THROW(model.fit(Broken(), {.batch_size = 8, .epochs = 1, .verbose = 0, .shuffle = false}),
               FileError);
}

class Slow final : public Line {
 public:
  Slow() : Line(8) {}
  [[nodiscard]] Examples gather(std::span<const std::int64_t> rows, std::int64_t epoch) const override {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return Line::gather(rows, epoch);
  }
};

TEST(ExampleSource, TellsHowLongItWasWaitedFor) {
  Sequential model = linear();
  const History h = model.fit(Slow(), {.batch_size = 2, .epochs = 1, .verbose = 0});
  EXPECT_GT(h.waiting_seconds.at(0), 0.01);
  EXPECT_LE(h.waiting_seconds.at(0), h.seconds.at(0));
}

class StopAfterAnEpoch final : public Callback {
 public:
  [[nodiscard]] std::string name() const override { return "StopAfterAnEpoch"; }
  void on_epoch_end(int /*epoch*/, Logs& /*logs*/) override { stop_training(); }
};

TEST(ExampleSource, StopsWhenTheTrainingDoes) {
  const Line line(1000);
  Sequential model = linear();
  const History h =
      model.fit(line, {.batch_size = 1, .epochs = 5, .verbose = 0, .callbacks = {StopAfterAnEpoch()}});
  EXPECT_TRUE(h.stopped);
  EXPECT_LE(line.calls, 1010);
}

TEST(ExampleSource, MistakesAreNamed) {
  Sequential model = linear();
  const auto message = [&](const ExampleSource& source, const FitOptions& options) {
    try {
      model.fit(source, options);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_TRUE(message(Line(0), {}).starts_with("fit: the source has no examples"));
  EXPECT_TRUE(message(Line(4), {.batch_size = 8}).starts_with("fit: the batch is larger than the data"));
  EXPECT_TRUE(message(Line(40), {.validation_split = 0.2}).starts_with("fit: validation_split is for"));
  const Line line(8);
  EXPECT_TRUE(
      message(line, {.validation_data = {all_of(line)}, .validation_source = std::make_shared<Line>(4)})
          .starts_with("fit: received both validation_data and validation_source"));
}

}  // namespace
}  // namespace saem::test
