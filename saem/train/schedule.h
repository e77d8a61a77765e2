#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace saem {

/// What the learning rate is multiplied with as training goes on: `progress` is the share of all steps done,
/// in [0, 1). An empty schedule leaves the rate as it is.
using LearningRateSchedule = std::function<double(double progress)>;

/// Half a cosine from 1 down to `end`: large steps first, small ones to settle. `end` in [0, 1].
/// Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017,
/// equation 5.
[[nodiscard]] LearningRateSchedule cosine_decay(double end = 0);

/// Constant, then a straight line to 0 over the last `share` of training, in (0, 1]: in a short training it
/// keeps the large steps longer than a cosine does. Source: Zhai et al., "Scaling Vision Transformers", CVPR
/// 2022, section 3.4 ("cooldown").
[[nodiscard]] LearningRateSchedule cooldown(double share = 0.5);

/// `cycles` times half a cosine from 1 to 0, each over the same share of training; ≥ 1.
/// Source: Loshchilov and Hutter, ICLR 2017 (SGDR), with T_mult = 1.
[[nodiscard]] LearningRateSchedule cosine_restarts(int cycles = 3);

/// end^progress: the same factor in each step; `end` in (0, 1].
[[nodiscard]] LearningRateSchedule exponential_fall(double end = 0.01);

/// (1 - progress)^power; power > 0, 1 is a straight line.
[[nodiscard]] LearningRateSchedule polynomial_fall(double power = 2);

/// `drops` times, at equal distances, the rate is multiplied with `factor`: drops ≥ 1, factor in (0, 1).
/// Source: He et al., "Deep Residual Learning", CVPR 2016, section 3.4.
[[nodiscard]] LearningRateSchedule step_drops(int drops = 2, double factor = 0.1);

/// From 1/25 up to 1 in the first 30 % and down to 1/250,000, both by half a cosine.
/// Source: Smith, Topin, arXiv 1708.07120, with the numbers of PyTorch's OneCycleLR.
[[nodiscard]] LearningRateSchedule one_cycle();

/// A straight line from 0 over the first `share` of training, in [0, 1), then `after` over the rest of it.
/// Source: Goyal et al., arXiv 1706.02677, section 2.2.
[[nodiscard]] LearningRateSchedule warm_up(double share, LearningRateSchedule after);

/// The schedules above by name, with their defaults: "constant" (an empty schedule), "cooldown", "cosine",
/// "cosine-restarts", "exponential", "linear" (polynomial_fall(1)), "one-cycle", "polynomial", "step". Throws
/// ValueError, with the nearest name, for another.
[[nodiscard]] LearningRateSchedule learning_rate_schedule(std::string_view name);
[[nodiscard]] std::span<const std::string> schedule_names();  ///< all of them

}  // namespace saem
