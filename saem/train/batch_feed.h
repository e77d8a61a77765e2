#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "saem/train/batches.h"
#include "saem/train/example_source.h"
#include "saem/train/model_data.h"

namespace saem {

/// Where the batches of a training come from, one after the other.
class BatchFeed {
 public:
  virtual ~BatchFeed() = default;
  /// Of all examples.
  [[nodiscard]] virtual std::int64_t rows() const = 0;
  /// What a batch of so many rows consists of.
  [[nodiscard]] virtual std::vector<TensorType> types(std::int64_t batch_size) const = 0;
  /// Bytes of the examples that are kept.
  [[nodiscard]] virtual std::size_t bytes() const { return 0; }
  /// What `next` gives are these rows, a batch at a time.
  virtual void begin(std::vector<std::int64_t> order, std::int64_t batch_size, std::int64_t epoch) = 0;
  /// Valid until the next call.
  [[nodiscard]] virtual std::span<const Array> next() = 0;
  /// True if batches are made while others are learned from: then `next` may have to wait.
  [[nodiscard]] virtual bool is_made() const { return false; }
  /// Seconds that `next` has waited for data since `begin`.
  [[nodiscard]] virtual double waited() const { return 0; }
};

/// Of arrays in memory.
class ArrayFeed final : public BatchFeed {
 public:
  explicit ArrayFeed(const ModelData& data) : gatherer_(data.arrays()) {}
  [[nodiscard]] std::int64_t rows() const override { return gatherer_.size(); }
  [[nodiscard]] std::vector<TensorType> types(std::int64_t batch_size) const override;
  [[nodiscard]] std::size_t bytes() const override;
  void begin(std::vector<std::int64_t> order, std::int64_t batch_size, std::int64_t epoch) override;
  [[nodiscard]] std::span<const Array> next() override;

 private:
  BatchGatherer gatherer_;
  std::vector<std::int64_t> order_;
  std::size_t done_ = 0, batch_size_ = 1;
};

/// Of a source; threads of its own make the next batches while one is learned from.
class SourceFeed final : public BatchFeed {
 public:
  /// Examples as the model's steps want them; may throw. Called on several threads at once.
  using Match = std::function<ModelData(const Examples&)>;
  SourceFeed(const ExampleSource& source, Match match) : source_(source), match_(std::move(match)) {}
  ~SourceFeed() override { stop(); }
  SourceFeed(const SourceFeed&) = delete;
  SourceFeed& operator=(const SourceFeed&) = delete;

  [[nodiscard]] std::int64_t rows() const override { return source_.size(); }
  /// Has the first example made to find out.
  [[nodiscard]] std::vector<TensorType> types(std::int64_t batch_size) const override;
  void begin(std::vector<std::int64_t> order, std::int64_t batch_size, std::int64_t epoch) override;
  [[nodiscard]] std::span<const Array> next() override;
  [[nodiscard]] bool is_made() const override { return true; }
  [[nodiscard]] double waited() const override { return waited_; }

 private:
  void stop();
  void work();
  [[nodiscard]] std::vector<Array> make(std::size_t batch) const;

  const ExampleSource& source_;
  Match match_;
  std::vector<std::thread> workers_;
  // What is made; not changed while there are workers.
  std::vector<std::int64_t> order_;
  std::size_t batch_size_ = 1, batches_ = 0;
  std::size_t window_ = 1;  ///< batches begun and not given yet, at most
  std::int64_t epoch_ = 0;

  std::mutex mutex_;  // of all that follows
  std::condition_variable changed_;
  struct Made {
    std::vector<Array> arrays;
    std::exception_ptr failure;
  };
  std::map<std::size_t, Made> made_;  // by the number of the batch
  std::size_t begun_ = 0, given_ = 0;
  bool stops_ = false;

  std::vector<Array> current_;
  double waited_ = 0;
};

}  // namespace saem
