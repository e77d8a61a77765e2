#include "saem/nn/activation_functions.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/shape_ops.h"

namespace saem::activations {
namespace {

// expm1 and its kin see no large x: where the other branch is taken, the gradient must not become ∞ · 0.
Tensor below(const Tensor& x) { return minimum(x, 0.0); }

}  // namespace

Tensor relu(const Tensor& x, const ReluOptions& options) {
  const auto& [slope, largest, threshold] = options;
  const bool bounded = std::isfinite(largest);
  if (slope == 0 && threshold == 0) {
    const Tensor positive = saem::relu(x);
    return bounded ? where(logical_not(greater(x, largest)), positive, largest) : positive;
  }
  const Tensor line = bounded ? minimum(x, largest) : x;
  return where(greater_equal(x, threshold), line, slope * (x - threshold));
}

// No gradient at 0 nor at 6, as in TensorFlow and PyTorch; NaN stays.
Tensor relu6(const Tensor& x) { return where(logical_not(greater_equal(x, 6.0)), saem::relu(x), 6.0); }
Tensor leaky_relu(const Tensor& x, double negative_slope) {
  return where(greater(x, 0.0), x, negative_slope * x);
}
Tensor elu(const Tensor& x, double alpha) { return where(greater(x, 0.0), x, alpha * expm1(below(x))); }
Tensor selu(const Tensor& x) {
  constexpr double alpha = 1.6732632423543772;
  constexpr double scale = 1.0507009873554805;
  return scale * elu(x, alpha);
}
Tensor celu(const Tensor& x, double alpha) {
  return where(greater(x, 0.0), x, alpha * expm1(below(x) / alpha));
}
Tensor gelu(const Tensor& x, bool approximate) {
  if (!approximate) return x * (0.5 * (erf(x * (1 / std::numbers::sqrt2)) + 1.0));
  const double scale = std::sqrt(2 / std::numbers::pi);
  return 0.5 * x * (1.0 + tanh(scale * (x + 0.044715 * (x * square(x)))));
}
Tensor silu(const Tensor& x) { return x * sigmoid(x); }
Tensor mish(const Tensor& x) { return x * tanh(softplus(x)); }
Tensor softsign(const Tensor& x) { return x / (1.0 + abs(x)); }
Tensor log_sigmoid(const Tensor& x) { return -softplus(-x); }
Tensor hard_sigmoid(const Tensor& x) { return relu6(x + 3.0) / 6.0; }
Tensor hard_silu(const Tensor& x) { return x * hard_sigmoid(x); }
Tensor hard_tanh(const Tensor& x) { return clip(x, -1, 1); }
Tensor tanh_shrink(const Tensor& x) { return x - tanh(x); }
// These two are written so that what is not a number stays.
Tensor hard_shrink(const Tensor& x, double threshold) {
  return where(less_equal(abs(x), full({}, threshold, x.dtype())), zeros_like(x), x);
}
Tensor soft_shrink(const Tensor& x, double threshold) { return x - clip(x, -threshold, threshold); }
Tensor squareplus(const Tensor& x, double b) { return 0.5 * (x + sqrt(square(x) + b)); }
Tensor threshold(const Tensor& x, double threshold, double default_value) {
  const Tensor below = less_equal(x, full({}, threshold, x.dtype()));
  return where(below, full({}, default_value, x.dtype()), x);
}
Tensor sparse_plus(const Tensor& x) {
  return where(greater_equal(x, 1.0), x, square(0.5 * (clip(x, -1, 1) + 1.0)));
}
Tensor sparse_sigmoid(const Tensor& x) { return clip(0.5 * (x + 1.0), 0, 1); }

Tensor glu(const Tensor& x, int axis) {
  if (x.shape()[axis] % 2 != 0) {
    fail<ShapeError>(
        {"glu",
         fmt::format("expected an even extent along axis {}, received {}", axis, x.shape().to_string()),
         {},
         "It multiplies one half with the sigmoid of the other."});
  }
  const Tensors halves = split(x, 2, axis);
  return halves[0] * sigmoid(halves[1]);
}

}  // namespace saem::activations
