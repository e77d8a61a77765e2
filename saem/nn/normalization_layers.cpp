#include "saem/nn/normalization_layers.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/floating.h"
#include "saem/nn/names.h"
#include "saem/nn/scale_and_shift.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/normalization.h"
#include "saem/ops/rearranging.h"

namespace saem {

using detail::ScaleAndShift;

namespace detail {

void require_epsilon(const std::string& title, double epsilon, const char* usual) {
  if (epsilon >= 0 && std::isfinite(epsilon)) return;
  fail<ValueError>({title,
                    fmt::format("expected an epsilon of 0 or more, received {}", epsilon),
                    {},
                    fmt::format("It is added so that nothing is divided by 0; {} is the usual one.", usual)});
}

}  // namespace detail

namespace {

constexpr const char* axis_advice = "Axes are counted with the batch: -1 is the last one.";

std::string axis_context(const std::vector<int>& axes) {
  return axes.size() == 1 ? fmt::format("axis = {}", axes[0])
                          : fmt::format("axis = [{}]", fmt::join(axes, ", "));
}

/// The extents of these axes, in ascending order.
Shape extents(const Shape& input, const std::vector<int>& axes) {
  std::vector<std::int64_t> dims;
  for (const int axis : detail::sorted_axes(axes, input)) dims.push_back(input[axis]);
  return Shape(std::span<const std::int64_t>(dims));
}

}  // namespace

// ---- LayerNormalization ----

LayerNormalization::LayerNormalization(LayerNormalizationOptions options)
    : LayerBase(type, options.name), options_(std::move(options)) {
  detail::require_epsilon(title(), options_.epsilon, "0.001");
  ScaleAndShift::of(options_).require_valid(title());
}

LayerNormalization LayerNormalization::from_config(const Attributes& config) {
  LayerNormalizationOptions options{.axis = detail::axes_in(config, "axis", {-1}),
                                    .epsilon = detail::real_in(config, "epsilon", 1e-3)};
  ScaleAndShift::read(config, options);
  return LayerNormalization(std::move(options));
}

Attributes LayerNormalization::config() const {
  Attributes config = {{"axis", detail::axes_value(options_.axis)}, {"epsilon", options_.epsilon}};
  ScaleAndShift::of(options_).write(config);
  return config;
}

void LayerNormalization::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  const std::string problem = detail::axes_problem(options_.axis, x);
  if (!problem.empty()) reject_input(problem, axis_context(options_.axis), axis_advice);
  const ScaleAndShift affine = ScaleAndShift::of(options_);
  const Shape shape = extents(x, options_.axis);
  if (affine.scale) add_weight("gamma", shape, initializer(affine.gamma.initializer), affine.gamma.options());
  if (affine.center) add_weight("beta", shape, initializer(affine.beta.initializer), affine.beta.options());
}

Tensor LayerNormalization::call(const Tensors& inputs, CallContext&) const {
  return layer_normalization(detail::floating(inputs[0]), options_.scale ? weight("gamma") : Tensor(),
                             options_.center ? weight("beta") : Tensor(), options_.axis, options_.epsilon);
}

// ---- GroupNormalization ----

GroupNormalization::GroupNormalization(GroupNormalizationOptions options)
    : LayerBase(type, options.name), options_(std::move(options)) {
  if (options_.groups != -1) {
    detail::require_positive(title(), "groups", options_.groups,
                             "It is the number of parts that the channels are split into; -1 is one each.");
  }
  detail::require_epsilon(title(), options_.epsilon, "0.001");
  ScaleAndShift::of(options_).require_valid(title());
}

GroupNormalization GroupNormalization::from_config(const Attributes& config) {
  GroupNormalizationOptions options{.groups = detail::integer_in(config, "groups", 32),
                                    .axis = detail::axis_in(config, "axis", -1),
                                    .epsilon = detail::real_in(config, "epsilon", 1e-3)};
  ScaleAndShift::read(config, options);
  return GroupNormalization(std::move(options));
}

Attributes GroupNormalization::config() const {
  Attributes config = {{"groups", options_.groups}, {"axis", options_.axis}, {"epsilon", options_.epsilon}};
  ScaleAndShift::of(options_).write(config);
  return config;
}

void GroupNormalization::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  const std::string problem = detail::axes_problem({options_.axis}, x);
  if (!problem.empty()) reject_input(problem, axis_context({options_.axis}), axis_advice);
  const std::int64_t channels = x[options_.axis];
  if (options_.groups != -1 && channels % options_.groups != 0) {
    reject_input(fmt::format("its {} channels cannot be split into {} groups", channels, options_.groups),
                 fmt::format("groups = {}", options_.groups),
                 "Use a number of groups that divides the channels.");
  }
  const ScaleAndShift affine = ScaleAndShift::of(options_);
  if (affine.scale)
    add_weight("gamma", {channels}, initializer(affine.gamma.initializer), affine.gamma.options());
  if (affine.center)
    add_weight("beta", {channels}, initializer(affine.beta.initializer), affine.beta.options());
}

Tensor GroupNormalization::call(const Tensors& inputs, CallContext&) const {
  const Tensor x = detail::floating(inputs[0]);
  const int axis = x.shape().axis(options_.axis);
  const bool is_last = axis == x.rank() - 1;
  const std::int64_t groups = options_.groups == -1 ? x.shape()[axis] : options_.groups;
  const Tensor y = group_normalization(is_last ? x : moveaxis(x, axis, -1), groups,
                                       options_.scale ? weight("gamma") : Tensor(),
                                       options_.center ? weight("beta") : Tensor(), options_.epsilon);
  return is_last ? y : moveaxis(y, -1, axis);
}

// ---- RMSNormalization ----

RMSNormalization::RMSNormalization(RMSNormalizationOptions options)
    : LayerBase(type, options.name), options_(std::move(options)) {
  detail::require_epsilon(title(), options_.epsilon, "0.000001");
}

RMSNormalization RMSNormalization::from_config(const Attributes& config) {
  return RMSNormalization(
      {.axis = detail::axes_in(config, "axis", {-1}), .epsilon = detail::real_in(config, "epsilon", 1e-6)});
}

Attributes RMSNormalization::config() const {
  return {{"axis", detail::axes_value(options_.axis)}, {"epsilon", options_.epsilon}};
}

void RMSNormalization::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  const std::string problem = detail::axes_problem(options_.axis, x);
  if (!problem.empty()) reject_input(problem, axis_context(options_.axis), axis_advice);
  add_weight("scale", extents(x, options_.axis), initializer("ones"));
}

Tensor RMSNormalization::call(const Tensors& inputs, CallContext&) const {
  return rms_normalization(detail::floating(inputs[0]), weight("scale"), options_.axis, options_.epsilon);
}

// ---- UnitNormalization ----

UnitNormalization::UnitNormalization(UnitNormalizationOptions options)
    : LayerBase(type, options.name), axis_(std::move(options.axis)) {}

UnitNormalization UnitNormalization::from_config(const Attributes& config) {
  return UnitNormalization({.axis = detail::axes_in(config, "axis", {-1})});
}

Attributes UnitNormalization::config() const { return {{"axis", detail::axes_value(axis_)}}; }

void UnitNormalization::build(std::span<const Shape> inputs) {
  const std::string problem = detail::axes_problem(axis_, only_input(inputs));
  if (!problem.empty()) reject_input(problem, axis_context(axis_), axis_advice);
}

Tensor UnitNormalization::call(const Tensors& inputs, CallContext&) const {
  return unit_normalization(detail::floating(inputs[0]), axis_);
}

}  // namespace saem
