#include "saem/train/adafactor.h"

#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

Tensor root_mean_square(const Tensor& x) { return sqrt(mean(square(x))); }

}  // namespace

Adafactor::Adafactor(AdafactorOptions options)
    : OptimizerBase("adafactor", options.learning_rate, common_options(options)),
      options_(std::move(options)) {
  require(options_.beta_2_decay <= 0, "Adafactor", "beta_2_decay", "≤ 0", options_.beta_2_decay);
  require(options_.epsilon_1 >= 0, "Adafactor", "epsilon_1", "≥ 0", options_.epsilon_1);
  require(options_.epsilon_2 >= 0, "Adafactor", "epsilon_2", "≥ 0", options_.epsilon_2);
  require(options_.clip_threshold > 0, "Adafactor", "clip_threshold", "> 0", options_.clip_threshold);
}

std::vector<Optimizer::Slot> Adafactor::slots_for(const Variable& variable) const {
  const Shape& shape = variable.shape();
  const int rank = shape.rank();
  if (rank < 2) return {{"v", shape}};
  std::vector<std::int64_t> rows;
  std::vector<std::int64_t> columns;
  for (int axis = 0; axis < rank; ++axis) {
    if (axis != rank - 1) rows.push_back(shape[axis]);
    if (axis != rank - 2) columns.push_back(shape[axis]);
  }
  return {{"r", Shape(rows)}, {"c", Shape(columns)}};
}

void Adafactor::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  if (variable.shape().count() == 0) return;  // nothing to take the mean of
  const Tensor w = variable;
  const Tensor rate = minimum(step.learning_rate, rsqrt(step.iteration));
  const Tensor scaled_rate = maximum(root_mean_square(w), options_.epsilon_2) * rate;
  const Tensor squares = square(step.gradient) + options_.epsilon_1;
  const Tensor share = pow(step.iteration, options_.beta_2_decay);  // 1 - β₂
  const auto mixed = [&](const Variable& slot, const Tensor& now) {
    return (1.0 - share) * slot.read() + share * now;
  };
  Tensor v;
  if (slots.size() == 1) {
    v = mixed(slots[0], squares);
    slots[0].assign(v);
  } else {
    const Tensor rows = mixed(slots[0], mean(squares, {-1}));
    const Tensor columns = mixed(slots[1], mean(squares, {-2}));
    slots[0].assign(rows);
    slots[1].assign(columns);
    const Tensor weights = rows / mean(rows, {-1}, {.keepdims = true});
    v = expand_dims(weights, -1) * expand_dims(columns, -2);
  }
  const Tensor direction = step.gradient / sqrt(v);
  const Tensor excess = maximum(root_mean_square(direction) / options_.clip_threshold, 1.0);
  variable.assign(w - (scaled_rate / excess) * direction);
}

}  // namespace saem
