#pragma once

#include <limits>

#include "saem/graph/tensor.h"

/// Keras's activation functions beyond those that are ops of their own (relu, sigmoid, tanh, softplus,
/// softmax, log_softmax, sparsemax). Floating x; the same shape and dtype, but for `glu`.
namespace saem::activations {

struct ReluOptions {
  double negative_slope = 0;
  double max_value = std::numeric_limits<double>::infinity();  ///< none
  double threshold = 0;
};
/// max_value for x ≥ max_value, x from threshold on, negative_slope · (x - threshold) below.
[[nodiscard]] Tensor relu(const Tensor& x, const ReluOptions& options);
[[nodiscard]] Tensor relu6(const Tensor& x);                                    ///< min(max(x, 0), 6)
[[nodiscard]] Tensor leaky_relu(const Tensor& x, double negative_slope = 0.2);  ///< slope · x below 0
/// α · (eˣ - 1) below 0. Source: Clevert, Unterthiner, Hochreiter, ICLR 2016.
[[nodiscard]] Tensor elu(const Tensor& x, double alpha = 1);
/// 1.0507… · elu(x, 1.6732…). Source: Klambauer, Unterthiner, Mayr, Hochreiter 2017, arXiv 1706.02515.
[[nodiscard]] Tensor selu(const Tensor& x);
/// α · (e^(x / α) - 1) below 0. Source: Barron 2017, arXiv 1704.07483.
[[nodiscard]] Tensor celu(const Tensor& x, double alpha = 1);
/// x · Φ(x), or with tanh: ½x · (1 + tanh(√(2/π) · (x + 0.044715 x³))). Source: Hendrycks, Gimpel 2016.
[[nodiscard]] Tensor gelu(const Tensor& x, bool approximate = false);
[[nodiscard]] Tensor silu(const Tensor& x);  ///< x · sigmoid(x)
[[nodiscard]] Tensor mish(const Tensor& x);  ///< x · tanh(softplus(x)). Source: Misra 2019, arXiv 1908.08681
[[nodiscard]] Tensor softsign(const Tensor& x);                             ///< x / (1 + |x|)
[[nodiscard]] Tensor log_sigmoid(const Tensor& x);                          ///< -softplus(-x)
[[nodiscard]] Tensor hard_sigmoid(const Tensor& x);                         ///< min(max(x + 3, 0), 6) / 6
[[nodiscard]] Tensor hard_silu(const Tensor& x);                            ///< x · hard_sigmoid(x)
[[nodiscard]] Tensor hard_tanh(const Tensor& x);                            ///< min(max(x, -1), 1)
[[nodiscard]] Tensor tanh_shrink(const Tensor& x);                          ///< x - tanh x
[[nodiscard]] Tensor hard_shrink(const Tensor& x, double threshold = 0.5);  ///< 0 where |x| ≤ threshold
/// x nearer to 0 by the threshold, 0 where |x| ≤ threshold.
[[nodiscard]] Tensor soft_shrink(const Tensor& x, double threshold = 0.5);
[[nodiscard]] Tensor squareplus(const Tensor& x, double b = 4);  ///< (x + √(x² + b)) / 2
[[nodiscard]] Tensor threshold(const Tensor& x, double threshold,
                               double default_value);  ///< x above, else the default
[[nodiscard]] Tensor sparse_plus(const Tensor& x);     ///< 0 up to -1, (x + 1)² / 4 up to 1, then x
[[nodiscard]] Tensor sparse_sigmoid(const Tensor& x);  ///< min(max((x + 1) / 2, 0), 1)
/// First half · sigmoid(second half) along an axis, whose extent is halved. Throws ShapeError if it is odd.
/// Source: Dauphin, Fan, Auli, Grangier 2017, arXiv 1612.08083.
[[nodiscard]] Tensor glu(const Tensor& x, int axis = -1);

}  // namespace saem::activations
