#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace saem {

/// Threads that help a caller with the blocks of one loop at a time. For parallel_for, which sees to
/// everything else.
///
/// Waiting is short spinning, then sleep: a step is a hundred loops close together, so waking up must be
/// quick; but a thread that spins while others want its processor holds up the very thread that it waits for.
class ThreadPool {
 public:
  ThreadPool() = default;
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Calls body(context, i) for i in [0, count), on the caller and up to threads - 1 helpers; returns when
  /// all have ended. Returns false, having done nothing, if another thread is using the pool.
  bool try_run(int threads, std::int64_t count, void* context,
               void (*body)(void* context, std::int64_t index));

 private:
  void resize(int helpers);
  void help(int number);
  void take_blocks();

  // Helpers may join a loop while it is open, and the caller leaves it when all that joined have left: a
  // helper that has not been given a processor in time is not waited for.
  static constexpr std::uint32_t open = 0x8000'0000U;

  std::mutex in_use_;
  std::vector<std::thread> helpers_;
  pid_t process_ = 0;                         ///< in which the helpers live: a fork has none of them
  std::atomic<std::uint32_t> generation_{0};  ///< raised with each loop: what sleeping helpers watch
  std::atomic<std::uint32_t> state_{0};       ///< `open`, and the number of helpers in the loop
  std::atomic<bool> stop_{false};
  std::atomic<int> wanted_{0};  ///< helpers with a number below take part

  std::atomic<std::int64_t> next_{0};
  std::int64_t count_ = 0;
  void* context_ = nullptr;
  void (*body_)(void*, std::int64_t) = nullptr;
};

}  // namespace saem
