#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace saem {

/// What the learning rate is multiplied with as training goes on: `progress` is the share of all steps done, in [0, 1).
/// An empty schedule leaves the rate as it is.
using LearningRateSchedule = std::function<double(double progress)>;

/// Half a cosine from 1 down to `end`: large steps first, small ones to settle. `end` in [0, 1].
/// Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017, equation 5.
[[nodiscard]] LearningRateSchedule cosine_decay(double end = 0);

/// "constant" (an empty schedule) or "cosine". Throws ValueError, with the nearest name, for another.
[[nodiscard]] LearningRateSchedule learning_rate_schedule(std::string_view name);
[[nodiscard]] std::span<const std::string> schedule_names();

}  // namespace saem
