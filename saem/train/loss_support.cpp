#include "saem/train/loss_support.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>

#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem::detail {
namespace {

// Without axes of extent 1 at the end, but for the first axis.
Shape without_trailing_ones(Shape shape) {
  while (shape.rank() > 1 && shape[-1] == 1) shape = shape.erased(-1);
  return shape;
}

}  // namespace

Tensor targets_like(const Tensor& y_true, const Tensor& y_pred, const std::string& place) {
  const Tensor y = match_rank(y_true, y_pred);
  if (!(y.shape() == y_pred.shape())) {
    fail<ShapeError>({place,
                      fmt::format("expected targets of the predictions' shape {}, received {}",
                                  y_pred.shape().to_string(), y_true.shape().to_string()),
                      {},
                      "Give the last layer as many units as each example has targets."});
  }
  return y.dtype() == y_pred.dtype() ? y : cast(y, y_pred.dtype());
}

Tensor mean_of_last_axis(const Tensor& x) { return x.rank() > 1 ? mean(x, {-1}) : x; }

Tensor axis_last(const Tensor& x, int axis) {
  const int moved = x.shape().axis(axis);
  if (moved == x.rank() - 1) return x;
  std::vector<int> order;
  for (int i = 0; i < x.rank(); ++i) {
    if (i != moved) order.push_back(i);
  }
  order.push_back(moved);
  return transpose(x, order);
}

Tensor smoothed(const Tensor& y, double smoothing, double classes) {
  return smoothing == 0 ? y : y * (1 - smoothing) + smoothing / classes;
}

Tensor all(const Tensor& condition) { return greater(min(cast(condition, DType::f32)), 0.5); }

Tensor logits_behind(const Tensor& y_pred, std::string_view activation) {
  return y_pred.node().op().name == activation ? y_pred.node().input(0) : Tensor();
}

Tensor safe_distribution(const Tensor& y_pred) {
  return clip(y_pred / sum(y_pred, {-1}, {.keepdims = true}), epsilon, 1 - epsilon);
}

Tensor binary_entropy(const Tensor& y, const Tensor& p) {
  const Tensor q = clip(p, epsilon, 1 - epsilon);
  return -(y * log(q) + (1.0 - y) * log(1.0 - q));
}

bool are_class_numbers(const Shape& y, const Shape& prediction) {
  if (prediction.rank() == 0) return false;
  const Shape places = prediction.slice(0, -1);
  return y == places || y == places.concat({1});
}

Tensor align_weights(const Tensor& weights, const Shape& values, DType dtype, const std::string& place) {
  const Shape given = weights.shape();
  const Tensor w = weights.dtype() == dtype ? weights : cast(weights, dtype);
  if (given == values) return w;
  Shape kept = without_trailing_ones(given);
  if (kept == Shape{1} && !(values.rank() > 0 && values[0] == 1)) kept = Shape{};  // one weight for all
  bool fits = kept.rank() <= values.rank();
  for (int i = 0; fits && i < kept.rank(); ++i) fits = kept[i] == values[i];
  if (!fits) {
    const std::string each = values.rank() > 1 ? " or " + values.to_string() : "";
    fail<ShapeError>(
        {place,
         fmt::format("expected sample weights of shape {}{}, received {}",
                     values.slice(0, std::min(values.rank(), 1)).to_string(), each, given.to_string()),
         {},
         "Give one weight per example."});
  }
  Shape stretched = kept;
  while (stretched.rank() < values.rank()) stretched = stretched.concat({1});
  return broadcast_to(reshape(w, stretched), values);
}

void require_option(bool valid, std::string_view place, std::string_view expected, double received) {
  if (valid) return;
  fail<ValueError>({std::string(place),
                    fmt::format("expected {}, received {:g}", expected, received),
                    {},
                    "Choose a number in that range."});
}

void require_choice(std::string_view value, std::span<const std::string> known, std::string_view place,
                    std::string_view option) {
  for (const std::string& k : known) {
    if (k == value) return;
  }
  const std::string_view near = nearest_name(value, known);
  fail<ValueError>({std::string(place), fmt::format("there is no {} '{}'", option, value),
                    fmt::format("known: {}", fmt::join(known, ", ")),
                    near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

std::string name_or(const std::string& given, std::string_view standard) {
  return given.empty() ? std::string(standard) : given;
}

}  // namespace saem::detail
