#include "saem/train/batch_feed.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "saem/core/parallel.h"

namespace saem {
namespace {

/// So many batches are ready besides those that are being made: more would only take memory.
constexpr std::size_t batches_ahead = 1;

}  // namespace

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
  return match_(source_.gather(std::span(order_).subspan(first, size), epoch_)).arrays();
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
