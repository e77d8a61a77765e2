#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

// Learning rates that fall with the number of steps done, s: Keras's six, and StepDecay. An optimizer takes
// one as its learning_rate: Adam({.learning_rate = CosineDecay({.initial_learning_rate = 0.01, …})}).
// Calling one with s, a floating scalar, gives the rate of the step after. Constructors throw ValueError for
// an option that is not finite or outside its range; rates must be ≥ 0.

struct ExponentialDecayOptions {
  double initial_learning_rate;
  double decay_steps;      ///< > 0
  double decay_rate;       ///< ≥ 0
  bool staircase = false;  ///< take the whole part of s / decay_steps
};
/// initial_learning_rate · decay_rate^(s / decay_steps)
class ExponentialDecay {
 public:
  explicit ExponentialDecay(ExponentialDecayOptions options);
  [[nodiscard]] Tensor operator()(const Tensor& step) const;

 private:
  ExponentialDecayOptions options_;
};

struct StepDecayOptions {
  double initial_learning_rate;
  std::int64_t step_size;  ///< steps between two drops, ≥ 1
  double gamma = 0.1;      ///< factor of each drop, ≥ 0
};
/// initial_learning_rate · gamma^⌊s / step_size⌋. Names and default are those of PyTorch's StepLR.
class StepDecay {
 public:
  explicit StepDecay(StepDecayOptions options);
  [[nodiscard]] Tensor operator()(const Tensor& step) const;

 private:
  StepDecayOptions options_;
};

struct PiecewiseConstantDecayOptions {
  std::vector<double> boundaries;  ///< increasing
  std::vector<double> values;      ///< one more
};
/// values[0] while s ≤ boundaries[0], then values[1] while s ≤ boundaries[1], …, at last the last value.
class PiecewiseConstantDecay {
 public:
  explicit PiecewiseConstantDecay(PiecewiseConstantDecayOptions options);
  [[nodiscard]] Tensor operator()(const Tensor& step) const;

 private:
  PiecewiseConstantDecayOptions options_;
};

struct PolynomialDecayOptions {
  double initial_learning_rate;
  double decay_steps;  ///< > 0
  double end_learning_rate = 0.0001;
  double power = 1;    ///< ≥ 0
  bool cycle = false;  ///< begin anew, lower each time, instead of staying at the end
};
/// (initial - end) · (1 - s/d)^power + end, with d = decay_steps and s at most d; with `cycle`,
/// d = decay_steps · max(1, ⌈s / decay_steps⌉).
class PolynomialDecay {
 public:
  explicit PolynomialDecay(PolynomialDecayOptions options);
  [[nodiscard]] Tensor operator()(const Tensor& step) const;

 private:
  PolynomialDecayOptions options_;
};

struct InverseTimeDecayOptions {
  double initial_learning_rate;
  double decay_steps;      ///< > 0
  double decay_rate;       ///< ≥ 0
  bool staircase = false;  ///< take the whole part of s / decay_steps
};
/// initial_learning_rate / (1 + decay_rate · s / decay_steps)
class InverseTimeDecay {
 public:
  explicit InverseTimeDecay(InverseTimeDecayOptions options);
  [[nodiscard]] Tensor operator()(const Tensor& step) const;

 private:
  InverseTimeDecayOptions options_;
};

struct CosineDecayOptions {
  double initial_learning_rate;
  double decay_steps;                        ///< > 0
  double alpha = 0;                          ///< rate at the end, as a share of the highest
  std::optional<double> warmup_target = {};  ///< highest rate, after the warm-up; without it there is none
  double warmup_steps = 0;                   ///< ≥ 0; > 0 needs a warmup_target
};
/// With a warm-up: a line from initial_learning_rate to warmup_target in warmup_steps. Then half a cosine,
/// peak · ((1 - alpha) · ½(1 + cos(π · s'/decay_steps)) + alpha), where s' counts from the end of the warm-up
/// and stops at decay_steps. Source: Loshchilov, Hutter, ICLR 2017, equation 5; warm-up: Goyal et al., arXiv
/// 1706.02677, section 2.2.
class CosineDecay {
 public:
  explicit CosineDecay(CosineDecayOptions options);
  [[nodiscard]] Tensor operator()(const Tensor& step) const;

 private:
  CosineDecayOptions options_;
};

struct CosineDecayRestartsOptions {
  double initial_learning_rate;
  double first_decay_steps;  ///< > 0
  double t_mul = 2;          ///< each period is so many times as long as the one before, ≥ 1
  double m_mul = 1;          ///< and begins at so many times its rate, ≥ 0
  double alpha = 0;          ///< the lowest rate, as a share of initial_learning_rate
};
/// In period i, of which the share f is done: initial_learning_rate · ((1 - alpha) · m_mulⁱ · ½(1 + cos πf)
/// + alpha). Source: Loshchilov, Hutter, ICLR 2017 (SGDR).
class CosineDecayRestarts {
 public:
  explicit CosineDecayRestarts(CosineDecayRestartsOptions options);
  [[nodiscard]] Tensor operator()(const Tensor& step) const;

 private:
  CosineDecayRestartsOptions options_;
};

}  // namespace saem
