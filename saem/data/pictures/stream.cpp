#include "saem/data/pictures/stream.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/pictures/picture_maker.h"

namespace saem {
namespace {

/// A batch that is being made.
struct PendingBatch {
  Array pictures;
  std::byte* memory = nullptr;
  std::vector<std::exception_ptr> problems;  ///< of each picture
  std::int64_t missing = 0;                  ///< pictures that are not made yet
};

}  // namespace

struct PictureStream::State {
  State(detail::PictureMaker::Source source, const PictureStreamOptions& options)
      : maker(std::move(source), options) {
    const int wanted = options.threads == 0 ? thread_count() : options.threads;
    try {
      for (int i = 0; i < wanted; ++i) threads.emplace_back([this] { work(); });
    } catch (...) {
      end_threads();
      throw;
    }
  }
  ~State() { end_threads(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void work();
  void end_threads();
  PendingBatch& batch_of(std::int64_t item);
  [[nodiscard]] bool has_work() const {
    const std::int64_t ahead = maker.options().batch_size * (given + maker.options().prefetch + 1);
    return next_item < std::min(static_cast<std::int64_t>(order.size()), ahead);
  }

  const detail::PictureMaker maker;
  std::vector<std::string> skipped;
  double seconds_waited = 0;

  std::mutex mutex;  ///< for all that follows
  std::condition_variable wake_workers;
  std::condition_variable wake_caller;
  std::int64_t epoch = 0;
  std::vector<std::int64_t> order;
  std::int64_t next_item = 0;  ///< of `order`, to be made next
  std::int64_t given = 0;      ///< batches that the caller has received
  std::int64_t busy = 0;       ///< threads that make a picture
  std::map<std::int64_t, PendingBatch> batches;
  std::exception_ptr failure;  ///< that is no picture's: no memory for a batch
  bool stop = false;
  std::vector<std::thread> threads;
};

PendingBatch& PictureStream::State::batch_of(std::int64_t item) {
  const std::int64_t size = maker.options().batch_size;
  const auto [found, is_new] = batches.try_emplace(item / size);
  PendingBatch& batch = found->second;
  if (is_new) {
    const std::int64_t left = static_cast<std::int64_t>(order.size()) - item / size * size;
    batch.missing = std::min(size, left);
    batch.problems.resize(static_cast<std::size_t>(batch.missing));
    const Shape& shape = maker.shape();
    batch.pictures =
        Array::uninitialized({batch.missing, shape[0], shape[1], shape[2]}, maker.options().dtype);
    batch.memory = batch.pictures.mutable_bytes();
  }
  return batch;
}

void PictureStream::State::end_threads() {
  {
    const std::lock_guard lock(mutex);
    stop = true;
  }
  wake_workers.notify_all();
  for (std::thread& thread : threads) thread.join();
}

void PictureStream::State::work() {
  const SerialScope alone;  // the loops of the caller's training have the other threads
  const std::size_t picture_size =
      static_cast<std::size_t>(maker.shape().count()) * item_size(maker.options().dtype);
  std::unique_lock lock(mutex);
  for (;;) {
    wake_workers.wait(lock, [this] { return stop || has_work(); });
    if (stop) return;
    const std::int64_t item = next_item++;
    const auto slot = static_cast<std::size_t>(item % maker.options().batch_size);
    const std::int64_t index = order[static_cast<std::size_t>(item)];
    PendingBatch* batch = nullptr;  // stays where it is until all of its pictures are made
    try {
      batch = &batch_of(item);
    } catch (...) {
      failure = std::current_exception();
      next_item = static_cast<std::int64_t>(order.size());
      wake_caller.notify_all();
      continue;
    }
    ++busy;
    std::byte* const target = batch->memory + slot * picture_size;
    lock.unlock();
    std::exception_ptr problem;
    try {
      maker.make(epoch, index, target);
    } catch (...) {
      problem = std::current_exception();
    }
    lock.lock();
    --busy;
    batch->problems[slot] = problem;
    --batch->missing;
    if (batch->missing == 0 || busy == 0) wake_caller.notify_all();
  }
}

PictureStream::PictureStream(std::vector<std::filesystem::path> files, const PictureStreamOptions& options)
    : state_(std::make_unique<State>(std::move(files), options)) {}

PictureStream::PictureStream(Array pictures, const PictureStreamOptions& options)
    : state_(std::make_unique<State>(std::move(pictures), options)) {}

PictureStream::~PictureStream() = default;

const Shape& PictureStream::shape() const noexcept { return state_->maker.shape(); }
const std::vector<std::string>& PictureStream::skipped() const noexcept { return state_->skipped; }
double PictureStream::seconds_waited() const noexcept { return state_->seconds_waited; }

void PictureStream::start(std::int64_t epoch, std::vector<std::int64_t> indices) {
  State& state = *state_;
  for (const std::int64_t index : indices) {
    if (index < 0 || index >= state.maker.count()) {
      fail<ValueError>(
          {"PictureStream",
           fmt::format("expected indices from 0 to {}, received {}", state.maker.count() - 1, index), "",
           "Count the pictures from 0."});
    }
  }
  {
    std::unique_lock lock(state.mutex);
    state.next_item = static_cast<std::int64_t>(state.order.size());  // of the former epoch nothing more
    state.wake_caller.wait(lock, [&] { return state.busy == 0; });
    state.batches.clear();
    state.epoch = epoch;
    state.order = std::move(indices);
    state.next_item = 0;
    state.given = 0;
    state.failure = nullptr;
    state.skipped.clear();
    state.seconds_waited = 0;
  }
  state.wake_workers.notify_all();
}

std::optional<PictureBatch> PictureStream::next() {
  State& state = *state_;
  const std::int64_t size = state.maker.options().batch_size;
  PendingBatch done;
  PictureBatch batch;
  {
    std::unique_lock lock(state.mutex);
    if (state.given * size >= static_cast<std::int64_t>(state.order.size())) return std::nullopt;
    const auto begin = std::chrono::steady_clock::now();
    PendingBatch& pending = state.batch_of(state.given * size);
    state.wake_caller.wait(lock, [&] { return pending.missing == 0 || state.failure != nullptr; });
    if (state.failure != nullptr) std::rethrow_exception(state.failure);
    state.seconds_waited += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    done = std::move(pending);
    state.batches.erase(state.given);
    const std::int64_t first = state.given * size;
    for (std::size_t i = 0; i < done.problems.size(); ++i)
      batch.indices.push_back(state.order[static_cast<std::size_t>(first) + i]);
    ++state.given;
  }
  state.wake_workers.notify_all();

  std::vector<std::int64_t> good;
  for (std::size_t i = 0; i < done.problems.size(); ++i) {
    if (done.problems[i] == nullptr) {
      good.push_back(static_cast<std::int64_t>(i));
      continue;
    }
    try {
      std::rethrow_exception(done.problems[i]);
    } catch (const FileError& error) {
      SkippedSamples skipped(state.maker.options().on_bad_sample);
      skipped.add(error);
      state.skipped.push_back(skipped.list().front());
    }
  }
  batch.pictures = std::move(done.pictures);
  if (good.size() == done.problems.size()) return batch;
  batch.pictures = batch.pictures.take(good);
  for (std::size_t i = 0; i < good.size(); ++i)
    batch.indices[i] = batch.indices[static_cast<std::size_t>(good[i])];
  batch.indices.resize(good.size());
  return batch;
}

}  // namespace saem
