#pragma once

#include <algorithm>
#include <chrono>
#include <limits>

#include "saem/core/parallel.h"

namespace saem {

/// Whether a kernel runs on all threads or on the caller's alone, found out by timing its first runs: to wake
/// a thread takes some microseconds, which is longer than many a kernel. (What it computes is the same.)
class ThreadChoice {
 public:
  template <class Run>
  void run(Run&& run) {
    if (decided_ || thread_count() == 1) {
      run_on(alone_, run);
      return;
    }
    // The first run fills caches and makes working memory. Then by turns, if there is a doubt at all.
    const bool alone = runs_ % 2 == 0 && shared_ < doubtful_microseconds;
    const double microseconds = timed(alone, run);
    if (runs_ > 0) {
      double& best = alone ? single_ : shared_;
      best = std::min(best, microseconds);
    }
    if (++runs_ < timed_runs) return;
    decided_ = true;
    alone_ = single_ <= shared_ && single_ < doubtful_microseconds;
  }

 private:
  static constexpr int timed_runs = 7;
  static constexpr double doubtful_microseconds = 50;

  template <class Run>
  static void run_on(bool alone, Run&& run) {
    if (!alone) return run();
    const SerialScope serial;
    run();
  }

  template <class Run>
  static double timed(bool alone, Run&& run) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    run_on(alone, run);
    return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
  }

  int runs_ = 0;
  double shared_ = std::numeric_limits<double>::infinity();  ///< best time on all threads, in microseconds
  double single_ = std::numeric_limits<double>::infinity();  ///< best time on one; infinite if never tried
  bool decided_ = false;
  bool alone_ = false;
};

}  // namespace saem
