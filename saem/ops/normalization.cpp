#include "saem/ops/normalization.h"

#include <fmt/format.h>

#include <vector>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

void require_floating(const char* place, const Tensor& x) {
  if (is_floating(x.dtype())) return;
  fail<DTypeError>({place,
                    fmt::format("expected a floating input, received {}", name(x.dtype())),
                    {},
                    "Convert it with cast."});
}

/// A parameter with the extents of x on `axes`, shaped to stretch over x.
Tensor over_axes(const char* place, const char* what, const Tensor& parameter, const Tensor& x,
                 const Integers& axes) {
  Shape expected;
  Shape stretched = x.shape();
  for (int axis = 0, next = 0; axis < x.rank(); ++axis) {
    if (next < static_cast<int>(axes.size()) && axes[next] == axis) {
      expected = expected.concat({x.shape()[axis]});
      ++next;
    } else {
      stretched = stretched.with(axis, 1);
    }
  }
  if (!(parameter.shape() == expected)) {
    fail<ShapeError>({place,
                      fmt::format("expected {} of shape {}, received {}", what, expected.to_string(),
                                  parameter.shape().to_string()),
                      fmt::format("input {}", x.shape().to_string()),
                      "Give one number for each element that is normalized together."});
  }
  return reshape(cast(parameter, x.dtype()), stretched);
}

Tensor scaled_and_shifted(Tensor y, const Tensor& gamma, const Tensor& beta) {
  if (gamma.defined()) y = y * gamma;
  return beta.defined() ? y + beta : y;
}

/// (x - mean) / √(variance + epsilon); mean and variance stretch to x.
Tensor standardized(const Tensor& x, const Tensor& mean, const Tensor& variance, double epsilon) {
  const Tensor scale = rsqrt(variance + epsilon);
  // As in batch_normalization: what is subtracted counts as a constant, and the mean's gradient goes through
  // the shift, which has one number per mean. The backward pass then keeps no difference from the mean.
  const Tensor centre = stop_gradient(mean);
  const Tensor difference =
      record(find_op("standardize"), {x, broadcast_to(centre, x.shape()), broadcast_to(scale, x.shape())});
  return difference + (centre - mean) * scale;
}

/// The same with the moments over `axes`.
Tensor standardized(const Tensor& x, const Integers& axes, double epsilon) {
  const Shape kept = detail::kept_shape(x.shape(), axes);
  const auto [mean, variance] = moments(x, Axes(axes.begin(), axes.end()));
  return standardized(x, reshape(mean, kept), reshape(variance, kept), epsilon);
}

/// All axes but the first and the last.
Integers spatial_axes(const Tensor& x) {
  Integers axes;
  for (int axis = 1; axis + 1 < x.rank(); ++axis) axes.push_back(axis);
  return axes;
}

/// Groups of channels of pictures. A group's moments are made of those of its channels: all have equally many
/// elements, so the variance is the mean of theirs and of the squared distances of their means.
Tensor standardized_groups(const Tensor& x, std::int64_t groups, double epsilon) {
  const Integers axes = spatial_axes(x);
  const auto [means, variances] = moments(x, Axes(axes.begin(), axes.end()));
  const Shape split = {x.shape()[0], groups, x.shape()[-1] / groups};
  const auto per_channel = [&](const Tensor& of_group) {
    return reshape(broadcast_to(of_group, split), detail::kept_shape(x.shape(), axes));
  };
  const Tensor of_channels = reshape(means, split);
  const Tensor centre = mean(of_channels, {-1}, {.keepdims = true});
  const Tensor variance =
      mean(reshape(variances, split) + square(of_channels - centre), {-1}, {.keepdims = true});
  return standardized(x, per_channel(centre), per_channel(variance), epsilon);
}

Integers last_axis(const Tensor& x) { return {x.rank() - 1}; }

void require_examples(const char* place, const Tensor& x) {
  require_floating(place, x);
  if (x.rank() >= 2) return;
  fail<ShapeError>({place, fmt::format("expected (batch, …, channels), received rank {}", x.rank()),
                    fmt::format("input {}", x.shape().to_string()),
                    "Add the axis that is missing with expand_dims."});
}

}  // namespace

Tensor layer_normalization(const Tensor& x, const Tensor& gamma, const Tensor& beta, const Axes& axes,
                           double epsilon) {
  const char* place = "layer_normalization";
  require_floating(place, x);
  const Integers normalized = detail::normalized_axes(place, x.shape(), axes);
  const auto parameter = [&](const char* what, const Tensor& t) {
    return t.defined() ? over_axes(place, what, t, x, normalized) : t;
  };
  return scaled_and_shifted(standardized(x, normalized, epsilon), parameter("gamma", gamma),
                            parameter("beta", beta));
}

Tensor group_normalization(const Tensor& x, std::int64_t groups, const Tensor& gamma, const Tensor& beta,
                           double epsilon) {
  const char* place = "group_normalization";
  require_examples(place, x);
  const std::int64_t channels = x.shape()[-1];
  if (groups < 1 || channels % groups != 0) {
    fail<ValueError>({place, fmt::format("{} channels cannot be split into {} groups", channels, groups),
                      fmt::format("input {}", x.shape().to_string()),
                      "The number of channels must be a multiple of groups."});
  }
  const auto parameter = [&](const char* what, const Tensor& t) {
    return t.defined() ? over_axes(place, what, t, x, last_axis(x)) : t;
  };
  if (x.rank() > 2) {
    return scaled_and_shifted(standardized_groups(x, groups, epsilon), parameter("gamma", gamma),
                              parameter("beta", beta));
  }
  const Tensor split = reshape(x, {x.shape()[0], groups, channels / groups});
  const Tensor y = reshape(standardized(split, Integers{2}, epsilon), x.shape());
  return scaled_and_shifted(y, parameter("gamma", gamma), parameter("beta", beta));
}

Tensor instance_normalization(const Tensor& x, const Tensor& gamma, const Tensor& beta, double epsilon) {
  const char* place = "instance_normalization";
  require_examples(place, x);
  if (x.rank() < 3) {
    fail<ShapeError>({place,
                      fmt::format("expected (batch, spatial axes, channels), received rank {}", x.rank()),
                      fmt::format("input {}", x.shape().to_string()),
                      "With one element per channel and example there is nothing to normalize."});
  }
  const auto parameter = [&](const char* what, const Tensor& t) {
    return t.defined() ? over_axes(place, what, t, x, last_axis(x)) : t;
  };
  return scaled_and_shifted(standardized(x, spatial_axes(x), epsilon), parameter("gamma", gamma),
                            parameter("beta", beta));
}

Tensor rms_normalization(const Tensor& x, const Tensor& scale, const Axes& axes, double epsilon) {
  const char* place = "rms_normalization";
  require_floating(place, x);
  const Integers normalized = detail::normalized_axes(place, x.shape(), axes);
  const Tensor y = x * rsqrt(mean(square(x), axes, {.keepdims = true}) + epsilon);
  return scale.defined() ? y * over_axes(place, "scale", scale, x, normalized) : y;
}

Tensor unit_normalization(const Tensor& x, const Axes& axes, double epsilon) {
  require_floating("unit_normalization", x);
  const Tensor squares = sum(square(x), axes, {.keepdims = true});
  return x * rsqrt(maximum(squares, epsilon * epsilon));
}

Tensor local_response_normalization(const Tensor& x, const LocalResponseOptions& options) {
  const char* place = "local_response_normalization";
  require_examples(place, x);
  const std::int64_t radius = options.depth_radius;
  if (radius < 0) {
    fail<ValueError>({place,
                      fmt::format("expected a depth_radius of 0 or more, received {}", radius),
                      {},
                      "It is the number of channels on each side that count."});
  }
  const std::int64_t channels = x.shape()[-1];
  // Sums over neighbouring channels are a product with a matrix of ones along its diagonal.
  const Tensor places = arange(channels);
  const Tensor distance = abs(expand_dims(places, 0) - expand_dims(places, 1));
  const Tensor near =
      cast(less_equal(distance, Tensor::scalar(static_cast<double>(radius), DType::i64)), x.dtype());
  const Tensor sums = matmul(reshape(square(x), {x.shape().slice(0, -1).count(), channels}), near);
  // Never negative, so that a power is an exponential, which has a fast loop.
  const Tensor scale = reshape(sums, x.shape()) * options.alpha + options.bias;
  return x * exp(log(scale) * -options.beta);
}

}  // namespace saem
