#include "saem/core/parallel.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "saem/core/error.h"
#include "saem/core/float_mode.h"
#include "saem/core/thread_pool.h"

namespace saem {
namespace {

constexpr int max_threads = 1024;

std::optional<int> parse_threads(std::string_view text) {
  int threads = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), threads);
  const bool valid =
      error == std::errc{} && end == text.data() + text.size() && threads >= 1 && threads <= max_threads;
  return valid ? std::optional(threads) : std::nullopt;
}

std::string_view environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

int processors() noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  const int known = sched_getaffinity(0, sizeof set, &set) == 0
                        ? CPU_COUNT(&set)
                        : static_cast<int>(std::thread::hardware_concurrency());
  return std::clamp(known, 1, max_threads);
}

int initial_thread_count() noexcept {
  // OMP_NUM_THREADS may be a list, one number per nesting level; a bad one is reported by the OpenMP library
  // itself.
  const std::string_view openmp = environment("OMP_NUM_THREADS");
  const int fallback = parse_threads(openmp.substr(0, openmp.find(','))).value_or(processors());
  const std::string_view own = environment("SAEM_THREADS");
  if (own.empty()) return fallback;
  if (const auto threads = parse_threads(own)) return *threads;
  std::fprintf(stderr, "saem: SAEM_THREADS is \"%.*s\", not a number from 1 to %d; using %d threads.\n",
               static_cast<int>(std::min<std::size_t>(own.size(), 80)), own.data(), max_threads, fallback);
  return fallback;
}

std::atomic<int>& threads_in_use() noexcept {
  static std::atomic<int> threads = initial_thread_count();
  return threads;
}

ThreadPool& pool() {
  static ThreadPool threads;
  return threads;
}

// Whether loops of this thread have to run on it alone: it runs a block right now, on any loop, or asked for
// it.
thread_local bool serial = false;

// Of all exceptions, that of the lowest block: the same one on any number of threads.
class FirstFailure {
 public:
  void keep(std::int64_t block, std::exception_ptr exception) {
    const std::lock_guard lock(mutex_);
    if (exception_ != nullptr && block_ < block) return;
    block_ = block;
    exception_ = std::move(exception);
  }
  void rethrow() const {
    if (exception_ != nullptr) std::rethrow_exception(exception_);
  }

 private:
  std::mutex mutex_;
  std::int64_t block_ = 0;
  std::exception_ptr exception_;
};

}  // namespace

int thread_count() noexcept { return threads_in_use().load(std::memory_order_relaxed); }

void set_thread_count(int threads) {
  if (threads < 1 || threads > max_threads) {
    fail<ValueError>(
        {.place = "threads",
         .problem = fmt::format("expected a number from 1 to {}, received {}", max_threads, threads),
         .context = "",
         .advice = "The number of processors is a good choice."});
  }
  threads_in_use().store(threads, std::memory_order_relaxed);
}

SerialScope::SerialScope() noexcept : outer_(std::exchange(serial, true)) {}
SerialScope::~SerialScope() { serial = outer_; }

void detail::parallel_blocks(std::int64_t n, std::int64_t block, void* context,
                             void (*body)(void* context, std::int64_t begin, std::int64_t end)) {
  if (block < 1) {
    fail<ValueError>({.place = "parallel_for",
                      .problem = fmt::format("expected a block of at least 1, received {}", block),
                      .context = "",
                      .advice = ""});
  }
  if (n <= 0) return;
  const std::int64_t blocks = (n - 1) / block + 1;
  FirstFailure failure;
  const auto run = [&](std::int64_t index) {
    const std::int64_t begin = index * block;
    const std::int64_t end = begin + std::min(block, n - begin);
    try {
      body(context, begin, end);
    } catch (...) {
      failure.keep(index, std::current_exception());
    }
  };

  // Blocks go to whoever is free: a thread that has lost its processor to another process holds up one block,
  // not its whole share. Which thread computes a block changes no result.
  const int threads = static_cast<int>(std::min<std::int64_t>(thread_count(), blocks));
  const std::uint32_t mode = float_mode();
  auto block_body = [&](std::int64_t index) {
    const SerialScope scope;
    const FloatModeScope same_as_caller(mode);
    run(index);
  };
  using BlockBody = decltype(block_body);
  const bool shared = threads > 1 && !serial &&
                      pool().try_run(threads, blocks, &block_body, [](void* self, std::int64_t index) {
                        (*static_cast<BlockBody*>(self))(index);
                      });
  // Nested in a block, or while another thread of the program has the helpers: alone.
  if (!shared) {
    for (std::int64_t index = 0; index < blocks; ++index) block_body(index);
  }
  failure.rethrow();
}

}  // namespace saem
