#include "saem/ops/moments.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"
#include "saem/ops/reference_loops.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

/// (x - mean) · scale as one node. Written with two, the difference would be shared with the backward pass,
/// which needs it too, and would be kept in memory until then; made anew there it costs one subtraction.
const Op& standardize_op = define({
    .name = "standardize",
    .arity = 3,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) -> Tensors {
      const Tensor dx = g.dy() * g.input(2);
      return {dx, -dx, g.dy() * (g.input(0) - g.input(1))};
    },
    .reference = elementwise_vector<3>([](auto x, auto mean, auto scale) { return (x - mean) * scale; }),
    .samples = {uniform(-3, 3)},
    .doc = "(x, mean, scale): (x - mean) · scale.",
});

/// `x` standardized by tensors that stretch to its shape.
Tensor standardize(const Tensor& x, const Tensor& mean, const Tensor& scale) {
  return record(standardize_op, {x, broadcast_to(mean, x.shape()), broadcast_to(scale, x.shape())});
}

PerOutput<Shape> moments_shapes(const Signature& s) {
  const Shape reduced = detail::shape_without_axes(s);
  if (detail::reduced_count(s.shape(0), s.attributes.integers("axes")) == 0)
    s.reject_shape("there are no elements to average");
  return {reduced, reduced};
}

/// Two passes: the differences from the mean are squared, so that nothing cancels.
void moments_loop(ReferenceCall& call) {
  const auto x = call.in<double>(0);
  const auto mean = call.out<double>(0);
  const auto variance = call.out<double>(1);
  const std::vector<std::int64_t> strides = detail::reduced_strides(call);
  const auto n = static_cast<double>(detail::reduced_count(call.shape(0), call.attributes.integers("axes")));
  std::ranges::fill(mean, 0.0);
  std::ranges::fill(variance, 0.0);
  detail::for_each_offset(call.shape(0), strides, 0,
                          [&](std::int64_t i, std::int64_t j) { mean[j] += x[i]; });
  for (double& m : mean) m /= n;
  detail::for_each_offset(call.shape(0), strides, 0, [&](std::int64_t i, std::int64_t j) {
    variance[j] += (x[i] - mean[j]) * (x[i] - mean[j]);
  });
  for (double& v : variance) v /= n;
}

/// d mean / dx = 1/n and d variance / dx = 2 (x - mean) / n.
Tensors moments_gradient(const GradientCall& call) {
  const Tensor& x = call.input();
  const std::vector<std::int64_t>& axes = call.attributes().integers("axes");
  const Shape kept = detail::kept_shape(x.shape(), axes);
  const auto n = static_cast<double>(detail::reduced_count(x.shape(), axes));
  Tensor dx;
  if (call.dy(1).defined()) {
    // The products are formed before stretching: they are small there.
    dx = standardize(x, reshape(call.output(0), kept), reshape(call.dy(1) * (2 / n), kept));
  }
  if (call.dy(0).defined()) {
    const Tensor share = broadcast_to(reshape(call.dy(0) / n, kept), x.shape());
    dx = dx.defined() ? dx + share : share;
  }
  return {dx};
}

Sampler reduced_over(Shape shape, std::vector<std::int64_t> axes) {
  return shaped({std::move(shape)}, {{"axes", std::move(axes)}});
}

/// A random shape and a random choice of its axes.
Sample random_axes(Generator& g, int) {
  const Shape shape = random_shape(g, 0, 4);
  std::vector<std::int64_t> axes;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (g.integer(2) == 1) axes.push_back(axis);
  }
  return {.inputs = {random_array(g, shape)}, .attributes = {{"axes", axes}}};
}

}  // namespace

const Op& moments_op = define({
    .name = "moments",
    .arity = 1,
    .outputs = 2,
    .shape = moments_shapes,
    .dtype = [](const Signature& s) -> PerOutput<DType> {
      const DType dtype = floating(s).front();
      return {dtype, dtype};
    },
    .gradient = moments_gradient,
    .reference = {.run = moments_loop},
    .samples = {random_axes, reduced_over({2, 3, 4, 5}, {0, 1, 2}), reduced_over({17, 33}, {0}),
                reduced_over({17, 33}, {1}), reduced_over({3, 4, 5}, {1}), reduced_over({3, 0}, {0})},
    .doc = "Mean and variance (divided by n) over some axes, which disappear.",
});

std::pair<Tensor, Tensor> moments(const Tensor& x, const Axes& axes) {
  const std::vector<std::int64_t> normalized = detail::normalized_axes("moments", x.shape(), axes);
  const Tensor numbers = is_floating(x.dtype()) ? x : cast(x, DType::f32);
  const Tensors both = record_all(moments_op, {numbers}, {{"axes", normalized}});
  return {both[0], both[1]};
}

BatchNormalized batch_normalization(const Tensor& x, const Tensor& gamma, const Tensor& beta,
                                    double epsilon) {
  if (x.rank() < 2) {
    fail<ShapeError>(
        {"batch_normalization", fmt::format("expected (batch, …, channels), received rank {}", x.rank()),
         fmt::format("input {}", x.shape().to_string()), "Add the axis that is missing with expand_dims."});
  }
  for (const Tensor* t : {&gamma, &beta}) {
    if (!t->defined() || t->shape() == Shape{x.shape()[-1]}) continue;
    fail<ShapeError>(
        {"batch_normalization",
         fmt::format("expected one gamma and beta per channel, received shape {}", t->shape().to_string()),
         fmt::format("input {}", x.shape().to_string()), "The channels are the last axis."});
  }
  Axes axes;
  for (int axis = 0; axis + 1 < x.rank(); ++axis) axes.push_back(axis);
  const auto [mean, variance] = moments(x, axes);
  Tensor scale = rsqrt(variance + epsilon);
  if (gamma.defined()) scale = scale * cast(gamma, x.dtype());
  // y does not depend on the number that is subtracted from x and added again with the shift, so it counts
  // as a constant: the mean's gradient is then made of numbers per channel, and the backward pass needs just
  // two sums over pictures, Σ dy and Σ dy · (x - mean). Subtracting the mean itself keeps y from cancelling.
  const Tensor centre = stop_gradient(mean);
  Tensor shift = (centre - mean) * scale;
  if (beta.defined()) shift = shift + cast(beta, x.dtype());
  return {standardize(x, centre, scale) + shift, mean, variance};
}

namespace detail {
void link_moments() {}
}  // namespace detail

}  // namespace saem
