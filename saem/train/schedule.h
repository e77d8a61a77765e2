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

/// "constant" (an empty schedule), "cosine" or "cooldown". Throws ValueError, with the nearest name, for
/// another.
[[nodiscard]] LearningRateSchedule learning_rate_schedule(std::string_view name);
[[nodiscard]] std::span<const std::string> schedule_names();

}  // namespace saem
