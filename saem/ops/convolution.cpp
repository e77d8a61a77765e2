#include "saem/ops/convolution.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/graph/op.h"
#include "saem/ops/convolution_geometry.h"
#include "saem/ops/convolution_samples.h"

namespace saem {

// Defined below; each one's gradients are the two others.
extern const Op& conv_op;
extern const Op& conv_input_gradient_op;
extern const Op& conv_kernel_gradient_op;

namespace {

using detail::WindowAxes;
using Integers = std::vector<std::int64_t>;

/// Everything that the three loops need: y (n, o…, filters) = x (n, d…, channels) * kernel (k…, channels /
/// groups, filters).
struct Geometry {
  WindowAxes axes;
  std::int64_t batch = 0;
  std::int64_t channels = 0;
  std::int64_t filters = 0;
  std::int64_t groups = 1;
  Shape y;
};

std::span<const std::int64_t> window_of(const Shape& kernel) {
  return kernel.dims().first(static_cast<std::size_t>(std::max(kernel.rank() - 2, 0)));
}

Geometry geometry(const Attributes& attributes, const Shape& x, const Shape& kernel) {
  Geometry g;
  g.axes = detail::window_axes(attributes, x, window_of(kernel), true);
  g.batch = x[0];
  g.channels = x[-1];
  g.filters = kernel[-1];
  g.groups = attributes.integer("groups");
  g.y = detail::window_output(g.axes, x, g.filters);
  return g;
}

/// Checks that x, kernel and attributes fit, and gives the shape of y.
Shape checked_output(const Signature& s, const Shape& x, const Shape& kernel) {
  if (x.rank() != kernel.rank()) {
    s.reject_shape(fmt::format("the input has rank {} but the kernel has rank {}", x.rank(), kernel.rank()),
                   "Expected an input (batch, spatial..., channels) and a kernel (spatial..., channels / "
                   "groups, filters).");
  }
  const WindowAxes axes = detail::window_axes(s, x, window_of(kernel), true);
  const std::int64_t groups = s.attributes.integer("groups");
  if (groups < 1 || x[-1] % groups != 0 || kernel[-1] % groups != 0) {
    s.reject_shape(
        fmt::format("{} channels and {} filters cannot be split into {} groups", x[-1], kernel[-1], groups),
        "Both numbers must be multiples of groups.");
  }
  if (x[-1] / groups != kernel[-2]) {
    s.reject_shape(fmt::format("the input has {} channels but the kernel expects {}", x[-1],
                               fmt::format("{}{}", kernel[-2],
                                           groups == 1 ? "" : fmt::format(" in each of {} groups", groups))),
                   fmt::format("Give an input whose last axis is {}, or a kernel of shape {}.",
                               kernel[-2] * groups, kernel.with(-2, x[-1] / groups).to_string()));
  }
  return detail::window_output(axes, x, kernel[-1]);
}

/// Calls f(i, j, k) for each product x[i] · kernel[j] that is a term of y[k]. Forward and both gradients are
/// one sum over these triples: y[k] += x[i]·kernel[j], dx[i] += dy[k]·kernel[j], dkernel[j] += x[i]·dy[k].
template <class F>
void for_each_product(const Geometry& g, F&& f) {
  const auto& [a, b, c] = g.axes;
  const std::int64_t group_channels = g.channels / g.groups;
  const std::int64_t group_filters = g.filters / g.groups;
  // One spatial position of y and one tap: all channels of the groups against all filters.
  const auto channels_of = [&](std::int64_t x_place, std::int64_t tap, std::int64_t y_place) {
    for (std::int64_t filter = 0; filter < g.filters; ++filter) {
      const std::int64_t group = filter / group_filters;
      for (std::int64_t channel = 0; channel < group_channels; ++channel) {
        f(x_place * g.channels + group * group_channels + channel,
          (tap * group_channels + channel) * g.filters + filter, y_place * g.filters + filter);
      }
    }
  };
  const auto taps_of = [&](std::int64_t n, std::int64_t oa, std::int64_t ob, std::int64_t oc,
                           std::int64_t y_place) {
    for (std::int64_t ta = 0; ta < a.size; ++ta) {
      const std::int64_t xa = a.position(oa, ta);
      if (!a.contains(xa)) continue;
      for (std::int64_t tb = 0; tb < b.size; ++tb) {
        const std::int64_t xb = b.position(ob, tb);
        if (!b.contains(xb)) continue;
        for (std::int64_t tc = 0; tc < c.size; ++tc) {
          const std::int64_t xc = c.position(oc, tc);
          if (!c.contains(xc)) continue;
          channels_of(((n * a.input + xa) * b.input + xb) * c.input + xc, (ta * b.size + tb) * c.size + tc,
                      y_place);
        }
      }
    }
  };
  std::int64_t y_place = 0;
  for (std::int64_t n = 0; n < g.batch; ++n) {
    for (std::int64_t oa = 0; oa < a.output; ++oa) {
      for (std::int64_t ob = 0; ob < b.output; ++ob) {
        for (std::int64_t oc = 0; oc < c.output; ++oc) taps_of(n, oa, ob, oc, y_place++);
      }
    }
  }
}

/// The attributes of conv without those that only one of the gradients has.
Attributes conv_attributes(const Attributes& all) {
  Attributes own;
  for (const char* list : {"strides", "dilation", "padding_low", "padding_high"})
    own.set(list, all.integers(list));
  own.set("groups", all.integer("groups"));
  return own;
}

Tensor record_conv(const Tensor& x, const Tensor& kernel, const Attributes& attributes) {
  return record(conv_op, {x, kernel}, conv_attributes(attributes));
}
Tensor record_input_gradient(const Tensor& dy, const Tensor& kernel, const Shape& x,
                             const Attributes& attributes) {
  Attributes own = conv_attributes(attributes);
  own.set("x_shape", x);
  return record(conv_input_gradient_op, {dy, kernel}, std::move(own));
}
Tensor record_kernel_gradient(const Tensor& x, const Tensor& dy, const Shape& kernel,
                              const Attributes& attributes) {
  Attributes own = conv_attributes(attributes);
  own.set("kernel_shape", kernel);
  return record(conv_kernel_gradient_op, {x, dy}, std::move(own));
}

}  // namespace

const Op& conv_op = define({
    .name = "conv",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return checked_output(s, s.shape(0), s.shape(1)); },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      const Tensor& x = call.input(0);
      const Tensor& kernel = call.input(1);
      return {record_input_gradient(call.dy(), kernel, x.shape(), call.attributes()),
              record_kernel_gradient(x, call.dy(), kernel.shape(), call.attributes())};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto x = call.in<double>(0);
                        const auto kernel = call.in<double>(1);
                        const auto y = call.out<double>();
                        std::ranges::fill(y, 0.0);
                        for_each_product(geometry(call.attributes, call.shape(0), call.shape(1)),
                                         [&](std::int64_t i, std::int64_t j, std::int64_t k) {
                                           y[k] += x[i] * kernel[j];
                                         });
                      }},
    .samples = detail::conv_samples(detail::ConvRole::forward),
    .doc = "Convolution (cross-correlation) in one to three dimensions, channels last.",
});

const Op& conv_input_gradient_op = define({
    .name = "conv_input_gradient",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Shape x = s.attributes.shape("x_shape");
      detail::require_shape(s, "dy", s.shape(0), checked_output(s, x, s.shape(1)));
      return x;
    },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      const Tensor& dy = call.input(0);
      const Tensor& kernel = call.input(1);
      return {record_conv(call.dy(), kernel, call.attributes()),
              record_kernel_gradient(call.dy(), dy, kernel.shape(), call.attributes())};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto dy = call.in<double>(0);
                        const auto kernel = call.in<double>(1);
                        const auto dx = call.out<double>();
                        std::ranges::fill(dx, 0.0);
                        for_each_product(geometry(call.attributes, call.output_shape(), call.shape(1)),
                                         [&](std::int64_t i, std::int64_t j, std::int64_t k) {
                                           dx[i] += dy[k] * kernel[j];
                                         });
                      }},
    .samples = detail::conv_samples(detail::ConvRole::input_gradient),
    .doc = "The gradient of conv with respect to its input; also transposed convolution.",
});

const Op& conv_kernel_gradient_op = define({
    .name = "conv_kernel_gradient",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Shape kernel = s.attributes.shape("kernel_shape");
      detail::require_shape(s, "dy", s.shape(1), checked_output(s, s.shape(0), kernel));
      return kernel;
    },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      const Tensor& x = call.input(0);
      const Tensor& dy = call.input(1);
      return {record_input_gradient(dy, call.dy(), x.shape(), call.attributes()),
              record_conv(x, call.dy(), call.attributes())};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto x = call.in<double>(0);
                        const auto dy = call.in<double>(1);
                        const auto dkernel = call.out<double>();
                        std::ranges::fill(dkernel, 0.0);
                        for_each_product(geometry(call.attributes, call.shape(0), call.output_shape()),
                                         [&](std::int64_t i, std::int64_t j, std::int64_t k) {
                                           dkernel[j] += x[i] * dy[k];
                                         });
                      }},
    .samples = detail::conv_samples(detail::ConvRole::kernel_gradient),
    .doc = "The gradient of conv with respect to its kernel.",
});

namespace {

/// Options as attributes, with defaults filled in for `rank - 2` spatial axes.
Attributes attributes_of(const ConvOptions& options, int rank) {
  const auto spatial = static_cast<std::size_t>(std::max(rank - 2, 0));
  const Integers ones(spatial, 1);
  Integers low;
  Integers high;
  for (const auto& [before, after] : options.padding.empty() ? PaddingPairs(spatial) : options.padding) {
    low.push_back(before);
    high.push_back(after);
  }
  return {{"strides", options.strides.empty() ? ones : options.strides},
          {"padding_low", low},
          {"padding_high", high},
          {"dilation", options.dilation.empty() ? ones : options.dilation},
          {"groups", options.groups}};
}

}  // namespace

Tensor conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options) {
  return record(conv_op, {x, kernel}, attributes_of(options, x.rank()));
}

Tensor conv_input_gradient(const Tensor& dy, const Tensor& kernel, const Shape& x_shape,
                           const ConvOptions& options) {
  return record_input_gradient(dy, kernel, x_shape, attributes_of(options, x_shape.rank()));
}

Tensor conv_kernel_gradient(const Tensor& x, const Tensor& dy, const Shape& kernel_shape,
                            const ConvOptions& options) {
  return record_kernel_gradient(x, dy, kernel_shape, attributes_of(options, x.rank()));
}

namespace detail {
void link_convolution() {}
}  // namespace detail

}  // namespace saem
