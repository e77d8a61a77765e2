#include "saem/core/thread_pool.h"

#include <unistd.h>

namespace saem {
namespace {

void relax() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/// Spins for some tens of microseconds, then sleeps, until the value is another one.
void wait_for_change(const std::atomic<std::uint32_t>& value, std::uint32_t old) {
  constexpr int spins = 2000;
  for (int i = 0; i < spins; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
    relax();
  }
  value.wait(old, std::memory_order_acquire);
}

}  // namespace

ThreadPool::~ThreadPool() {
  if (process_ == getpid()) {
    resize(0);
  } else {
    for (std::thread& helper : helpers_) helper.detach();  // there is nobody to wait for
  }
}

void ThreadPool::resize(int helpers) {
  stop_ = true;
  generation_.fetch_add(1, std::memory_order_release);
  generation_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
  helpers_.clear();
  stop_ = false;
  process_ = getpid();
  for (int i = 0; i < helpers; ++i) helpers_.emplace_back([this, i] { help(i); });
}

void ThreadPool::help(int number) {
  std::uint32_t seen = generation_.load(std::memory_order_acquire);
  while (!stop_.load(std::memory_order_acquire)) {
    std::uint32_t state = state_.load(std::memory_order_acquire);
    while ((state & open) != 0 && number < wanted_.load(std::memory_order_relaxed)) {
      if (!state_.compare_exchange_weak(state, state + 1, std::memory_order_acq_rel))
        continue;  // `state` is read again
      take_blocks();
      if (state_.fetch_sub(1, std::memory_order_acq_rel) == 1)
        state_.notify_one();  // closed, and the last one out
      break;
    }
    wait_for_change(generation_, seen);
    seen = generation_.load(std::memory_order_acquire);
  }
}

void ThreadPool::take_blocks() {
  for (std::int64_t i = next_++; i < count_; i = next_++) body_(context_, i);
}

bool ThreadPool::try_run(int threads, std::int64_t count, void* context, void (*body)(void*, std::int64_t)) {
  const std::unique_lock lock(in_use_, std::try_to_lock);
  if (!lock) return false;
  const bool forked = !helpers_.empty() && process_ != getpid();
  if (!forked && static_cast<int>(helpers_.size()) < threads - 1) resize(threads - 1);
  next_.store(0, std::memory_order_relaxed);
  count_ = count;
  context_ = context;
  body_ = body;
  wanted_.store(threads - 1, std::memory_order_relaxed);
  state_.store(open, std::memory_order_release);
  generation_.fetch_add(1, std::memory_order_release);
  generation_.notify_all();

  take_blocks();

  std::uint32_t inside = state_.fetch_and(~open, std::memory_order_acq_rel) & ~open;
  while (inside != 0) {
    wait_for_change(state_, inside);
    inside = state_.load(std::memory_order_acquire);
  }
  return true;
}

}  // namespace saem
