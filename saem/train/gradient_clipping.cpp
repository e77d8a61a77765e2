#include "saem/train/gradient_clipping.h"

#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"

namespace saem {
namespace {

// limit/max(‖g‖, limit) is 1 for small gradients, also for one of zeros.
Tensor factor(const Tensor& sum_of_squares, double limit) {
  return limit / maximum(sqrt(sum_of_squares), limit);
}

}  // namespace

Tensor clip_by_norm(const Tensor& gradient, double limit) {
  return gradient * factor(sum(gradient * gradient), limit);
}

Tensors clip_by_global_norm(const Tensors& gradients, double limit) {
  Tensor total;
  for (const Tensor& g : gradients) total = total.defined() ? total + sum(g * g) : sum(g * g);
  Tensors clipped;
  for (const Tensor& g : gradients) clipped.push_back(g * cast(factor(total, limit), g.dtype()));
  return clipped;
}

}  // namespace saem
