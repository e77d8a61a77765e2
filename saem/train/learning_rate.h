#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>

#include "saem/graph/tensor.h"

namespace saem {

/// How large an optimizer's steps are: a number, or a schedule, which is a function of the step, made of ops
/// so that it is part of compiled steps.
class LearningRate {
 public:
  /// From the number of steps done so far (a float64 scalar, 0 in the first step) to the rate of the next: a
  /// floating scalar.
  using Schedule = std::function<Tensor(const Tensor& step)>;

  LearningRate(double rate) : rate_(rate) {}  // NOLINT: meant to be implicit
  /// ExponentialDecay, CosineDecay, … or a function of a program's own.
  template <class F>
  requires(std::is_invocable_r_v<Tensor, const F&, const Tensor&> && !std::derived_from<F, LearningRate>)
      LearningRate(F schedule)
      : schedule_(std::move(schedule)) {}  // NOLINT

  [[nodiscard]] bool is_scheduled() const noexcept { return static_cast<bool>(schedule_); }
  /// The rate after `step` steps: float64, a scalar. Throws ShapeError or DTypeError if the schedule gives
  /// anything but a floating scalar.
  [[nodiscard]] Tensor operator()(const Tensor& step) const;
  /// The same, computed.
  [[nodiscard]] double at(std::int64_t step) const;

 private:
  double rate_ = 0;
  Schedule schedule_;
};

}  // namespace saem
