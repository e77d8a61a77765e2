#include "saem/train/batch_feed.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/core/parallel.h"

namespace saem {
namespace {

/// So many batches are ready besides those that are being made: more would only take memory.
constexpr std::size_t batches_ahead = 1;

/// Arrays that there are none of, of shape (0,), stay what they are.
std::vector<TensorType> batch_types(std::span<const Array> arrays, std::int64_t batch_size) {
  std::vector<TensorType> types;
  for (const Array& a : arrays)
    types.push_back({a.dtype(), a.size() == 0 ? a.shape() : a.shape().with(0, batch_size)});
  return types;
}

}  // namespace

std::vector<TensorType> ArrayFeed::types(std::int64_t batch_size) const {
  return batch_types(gatherer_.arrays(), batch_size);
}

std::size_t ArrayFeed::bytes() const {
  std::size_t sum = 0;
  for (const Array& a : gatherer_.arrays()) sum += a.byte_size();
  return sum;
}

void ArrayFeed::begin(std::vector<std::int64_t> order, std::int64_t batch_size, std::int64_t /*epoch*/) {
  order_ = std::move(order);
  done_ = 0;
  batch_size_ = static_cast<std::size_t>(batch_size);
}

std::span<const Array> ArrayFeed::next() {
  const std::size_t size = std::min(order_.size() - done_, batch_size_);
  done_ += size;
  return gatherer_.gather(std::span(order_).subspan(done_ - size, size));
}

std::vector<TensorType> SourceFeed::types(std::int64_t batch_size) const {
  constexpr std::array<std::int64_t, 1> first{0};
  return batch_types(match_(source_.gather(first, 0)).arrays(), batch_size);
}

void SourceFeed::begin(std::vector<std::int64_t> order, std::int64_t batch_size, std::int64_t epoch) {
  stop();
  order_ = std::move(order);
  batch_size_ = static_cast<std::size_t>(batch_size);
  batches_ = (order_.size() + batch_size_ - 1) / batch_size_;
  epoch_ = epoch;
  made_.clear();
  begun_ = given_ = 0;
  stops_ = false;
  waited_ = 0;
  const std::size_t wanted = std::min(batches_, static_cast<std::size_t>(thread_count()));
  window_ = wanted + batches_ahead;
  while (workers_.size() < wanted) workers_.emplace_back([this] { work(); });
}

std::vector<Array> SourceFeed::make(std::size_t batch) const {
  const std::size_t first = batch * batch_size_;
  const std::size_t size = std::min(order_.size() - first, batch_size_);
  std::vector<Array> arrays = match_(source_.gather(std::span(order_).subspan(first, size), epoch_)).arrays();
  if (const std::int64_t rows = arrays.front().shape()[0]; rows != static_cast<std::int64_t>(size)) {
    fail<ShapeError>({"ExampleSource",
                      fmt::format("expected {} examples from gather, received {}", size, rows),
                      {},
                      "Give one row for each of the rows that gather is asked for."});
  }
  return arrays;
}

void SourceFeed::work() {
  const SerialScope alone;  // the loops of the training have the other threads
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stops_ || begun_ == batches_ || begun_ < given_ + window_; });
    if (stops_ || begun_ == batches_) return;
    const std::size_t batch = begun_++;
    lock.unlock();
    Made result;
    try {
      result.arrays = make(batch);
    } catch (...) {
      result.failure = std::current_exception();
    }
    lock.lock();
    made_.emplace(batch, std::move(result));
    changed_.notify_all();
  }
}

std::span<const Array> SourceFeed::next() {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return made_.contains(given_); });
  waited_ += std::chrono::duration<double>(Clock::now() - start).count();
  Made result = std::move(made_.extract(given_).mapped());
  if (result.failure) std::rethrow_exception(result.failure);
  ++given_;
  changed_.notify_all();
  current_ = std::move(result.arrays);
  return current_;
}

void SourceFeed::stop() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
    changed_.notify_all();
  }
  for (std::thread& worker : workers_) worker.join();
  workers_.clear();
}

}  // namespace saem
