#pragma once

#include <cstdint>
#include <string>

#include "saem/train/learning_rate.h"

namespace saem {

// Learning rates that rise before they fall: see decay_schedules.h for how they are used.

/// The same rate in every step.
class ConstantRate {
 public:
  explicit ConstantRate(double rate);  ///< finite and ≥ 0
  [[nodiscard]] Tensor operator()(const Tensor& step) const;

 private:
  double rate_;
};

struct LinearWarmupOptions {
  LearningRate learning_rate;  ///< what follows: a number or a schedule, which then begins with its step 0
  double warmup_steps;         ///< > 0
  double start = 0;            ///< rate of the first step
};
/// A line from `start` to the first rate of `learning_rate` in warmup_steps, then `learning_rate`.
/// Source: Goyal et al., arXiv 1706.02677, section 2.2.
class LinearWarmup {
 public:
  /// Throws ValueError for warmup_steps ≤ 0 or start < 0.
  explicit LinearWarmup(LinearWarmupOptions options);
  [[nodiscard]] Tensor operator()(const Tensor& step) const;

 private:
  LinearWarmupOptions options_;
};

struct OneCycleOptions {
  double max_learning_rate;
  std::int64_t total_steps;             ///< ≥ 1; the rate stays at its lowest afterwards
  double pct_start = 0.3;               ///< share of the steps in which the rate rises, in [0, 1]
  std::string anneal_strategy = "cos";  ///< "cos" or "linear"
  double div_factor = 25;               ///< max_learning_rate / first rate, > 0
  double final_div_factor = 1e4;        ///< first rate / last rate, > 0
  bool three_phase = false;             ///< fall to the first rate as long as it rose, then to the last
};
/// One rise from max/div_factor to max, and one fall to max/(div_factor · final_div_factor). With total_steps
/// n and pct_start p, the rate peaks in step pn - 1 and ends in step n - 1; with three_phase it comes back to
/// the first rate in step 2pn - 2. Momentum is not cycled.
/// Source: Smith, Topin, arXiv 1708.07120, in the form and with the defaults of PyTorch's OneCycleLR.
class OneCycle {
 public:
  /// Throws ValueError for an option outside its range; with the nearest name for an unknown strategy.
  explicit OneCycle(OneCycleOptions options);
  [[nodiscard]] Tensor operator()(const Tensor& step) const;

 private:
  [[nodiscard]] Tensor anneal(double from, double to, const Tensor& share) const;
  OneCycleOptions options_;
};

}  // namespace saem
