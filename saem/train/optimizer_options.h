#pragma once

#include <optional>
#include <string>
#include <vector>

#include "saem/graph/variable.h"

namespace saem {

/// What all optimizers can do besides their own rule: Keras's options, with its meaning. Each optimizer's
/// options have these fields too. 0 leaves out what it is for.
///
/// A step does, in this order: gradients are accumulated; clipped; variables decay; the optimizer's rule
/// moves them; the averages follow.
struct OptimizerOptions {
  /// w ← w - weight_decay · learning rate · w before the rule (decoupled: Loshchilov, Hutter, ICLR 2019); not
  /// for what `exclude_from_weight_decay` names.
  double weight_decay = 0;
  // At most one of the three:
  double clipnorm = 0;         ///< each gradient g becomes g · min(1, clipnorm/‖g‖)
  double clipvalue = 0;        ///< each element is limited to [-clipvalue, clipvalue]
  double global_clipnorm = 0;  ///< as clipnorm, with the norm of all gradients together
  /// Keep a moving average of each variable: a ← ema_momentum · a + (1 - ema_momentum) · w after each step;
  /// a = w after the first.
  bool use_ema = false;
  double ema_momentum = 0.99;       ///< in [0, 1]
  int ema_overwrite_frequency = 0;  ///< every so many steps, variables take the value of their averages
  /// Variables move in each n-th step only, by the mean of n gradients; at least 2. As in Keras, `iterations`
  /// and schedules count all steps, and what the rule calls the iteration counts the moves.
  int gradient_accumulation_steps = 0;
  std::string name = {};  ///< how the names of its variables begin; the optimizer's own if empty
};

/// The common fields of an optimizer's options.
template <class Options>
[[nodiscard]] OptimizerOptions common_options(const Options& o) {
  return {.weight_decay = o.weight_decay,
          .clipnorm = o.clipnorm,
          .clipvalue = o.clipvalue,
          .global_clipnorm = o.global_clipnorm,
          .use_ema = o.use_ema,
          .ema_momentum = o.ema_momentum,
          .ema_overwrite_frequency = o.ema_overwrite_frequency,
          .gradient_accumulation_steps = o.gradient_accumulation_steps,
          .name = o.name};
}

/// Variables that an optimizer treats in their own way: those in whose names one of the patterns is found
/// (regular expressions, ECMAScript: "bias", "^encoder/"), and those listed.
struct ParameterGroup {
  std::vector<std::string> names = {};
  std::vector<Variable> variables = {};
  double learning_rate_factor = 1;          ///< their rate is so many times the optimizer's, ≥ 0
  std::optional<double> weight_decay = {};  ///< instead of the optimizer's, ≥ 0
  bool frozen = false;                      ///< they stay as they are, and have no moments
};

}  // namespace saem
