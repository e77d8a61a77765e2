#include "saem/nn/normalization.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/floating.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/moments.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

constexpr double epsilon = 1e-7;  // Keras's

}  // namespace

Normalization::Normalization(NormalizationOptions options)
    : LayerBase(type, options.name), options_(std::move(options)) {
  const bool negative = std::ranges::any_of(options_.variance, [](double v) { return !(v >= 0); });
  if (options_.mean.size() == options_.variance.size() && !negative) return;
  fail<ValueError>({title(),
                    negative ? "expected variances of 0 or more"
                             : fmt::format("expected as many means as variances, received {} and {}",
                                           options_.mean.size(), options_.variance.size()),
                    {},
                    "Give both, or neither and call adapt."});
}

Normalization Normalization::from_config(const Attributes& config) {
  return Normalization({.axis = detail::axes_in(config, "axis", {-1}),
                        .mean = detail::reals_of(detail::text_in(config, "mean", ""), "mean"),
                        .variance = detail::reals_of(detail::text_in(config, "variance", ""), "variance"),
                        .invert = detail::flag_in(config, "invert", false)});
}

Attributes Normalization::config() const {
  return {{"axis", detail::axes_value(options_.axis)},
          {"mean", detail::reals_text(options_.mean)},
          {"variance", detail::reals_text(options_.variance)},
          {"invert", options_.invert}};
}

Shape Normalization::kept_extents(const Shape& input) const {
  std::vector<std::int64_t> extents;
  for (const int axis : detail::sorted_axes(options_.axis, input)) extents.push_back(input[axis]);
  return Shape(std::span<const std::int64_t>(extents));
}

void Normalization::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  const std::string problem = options_.axis.empty() ? "" : detail::axes_problem(options_.axis, x);
  const std::string context = fmt::format("axis = [{}]", fmt::join(options_.axis, ", "));
  if (!problem.empty()) reject_input(problem, context, "Axes are counted with the batch.");
  const Shape shape = kept_extents(x);
  if (is_given()) {
    const auto numbers = static_cast<std::int64_t>(options_.mean.size());
    if (numbers == 1 || numbers == shape.count()) return;
    reject_input(fmt::format("expected {} means, received {}", shape.count(), numbers), context,
                 "Give one number, or one per element of the axis.");
  }
  add_weight("mean", shape, initializer("zeros"), /*trainable=*/false);
  add_weight("variance", shape, initializer("ones"), /*trainable=*/false);
  add_weight("count", {}, initializer("zeros"), /*trainable=*/false);
}

void Normalization::adapt(const Array& data) { adapt(detail::stream_of(data)); }

void Normalization::require_examples(const Array& batch) const {
  if (batch.shape().rank() > 0 && batch.size() > 0) return;
  fail<ShapeError>({title() + ": adapt",
                    fmt::format("expected examples, received {}", batch.shape().to_string()),
                    {},
                    "Give a batch of them, (n, …), with n of 1 or more."});
}

// In double: a large mean must not hide a small variance. Batches are joined as in Chan, Golub, LeVeque 1979,
// "Updating formulae and a pairwise algorithm for computing sample variances".
void Normalization::adapt(const BatchStream& batches) {
  if (is_given()) {
    fail<ValueError>({title(), "has a given mean and variance", {}, "Leave them out to adapt it to data."});
  }
  Tensor mean;
  Tensor variance;
  double examples = 0;
  while (const std::optional<Array> batch = batches()) {
    require_examples(*batch);
    const std::vector<TensorType> types = {{batch->dtype(), batch->shape().with(0, Shape::unknown)}};
    static_cast<void>(ensure_built(types));
    const std::vector<int> kept = detail::sorted_axes(options_.axis, batch->shape());
    Axes over;
    for (int axis = 0; axis < batch->shape().rank(); ++axis) {
      if (std::ranges::count(kept, axis) == 0) over.push_back(axis);
    }
    const auto [batch_mean, batch_variance] = moments(cast(*batch, DType::f64), over);
    const double before = examples;
    examples += static_cast<double>(batch->shape()[0]);
    if (!mean.defined()) {
      mean = batch_mean.value();
      variance = batch_variance.value();
      continue;
    }
    const double share = static_cast<double>(batch->shape()[0]) / examples;
    const Tensor between = square(batch_mean - mean) * (share * before / examples);
    // Computed now: the stream may be long.
    variance = (variance * (1 - share) + batch_variance * share + between).value();
    mean = (mean + (batch_mean - mean) * share).value();
  }
  if (!mean.defined()) {
    fail<ShapeError>({title() + ": adapt", "expected examples, received none", {}, "Give one at least."});
  }
  for (const Tensor& moment : {mean, variance}) {
    const Array numbers = moment.value().astype(DType::f64);
    for (const double number : numbers.data<double>()) {
      if (std::isfinite(number)) continue;
      fail<ValueError>({title() + ": adapt",
                        "expected finite numbers, received NaN or an infinity",
                        {},
                        "Leave such rows out, or replace what is missing."});
    }
  }
  weight_variable("mean").assign(cast(mean, DType::f32));
  weight_variable("variance").assign(cast(variance, DType::f32));
  weight_variable("count").assign(Tensor::scalar(examples));
  keep_weights();
}

Tensor Normalization::stretched(const Tensor& x, const char* name, const std::vector<double>& given) const {
  if (given.size() == 1) return Tensor::scalar(given[0], x.dtype());
  Shape shape = x.shape();
  const std::vector<int> kept = detail::sorted_axes(options_.axis, shape);
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (std::ranges::count(kept, axis) == 0) shape = shape.with(axis, 1);
  }
  const Tensor values = given.empty() ? weight(name) : Tensor(Array::of(given));
  return reshape(cast(values, x.dtype()), shape);
}

Tensor Normalization::call(const Tensors& inputs, CallContext&) const {
  const Tensor x = detail::floating(inputs[0]);
  const Tensor mean = stretched(x, "mean", options_.mean);
  const Tensor deviation = maximum(sqrt(stretched(x, "variance", options_.variance)), epsilon);
  return options_.invert ? x * deviation + mean : (x - mean) / deviation;
}

}  // namespace saem
