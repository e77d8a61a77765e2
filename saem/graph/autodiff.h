#pragma once

#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "saem/graph/tensor.h"
#include "saem/graph/variable.h"

namespace saem {

/// The gradient of `y` with respect to each of `xs`, as new graph nodes made of ordinary ops: gradients of
/// gradients come by calling it again. Zero where y does not depend on x.
/// @param dy  weight of each element of y (vector-Jacobian product); when undefined, y must have one element.
/// Throws ShapeError if y has more than one element and dy is undefined; DTypeError if y is not floating.
[[nodiscard]] Tensors gradients(const Tensor& y, std::span<const Tensor> xs, const Tensor& dy = {});
/// The same for one x.
[[nodiscard]] Tensor grad(const Tensor& y, const Tensor& x, const Tensor& dy = {});

struct ValueAndGradients {
  Tensor value;
  Tensors gradients;
};
/// Calls `f`, a function of `variables` that returns a scalar, and differentiates the result.
[[nodiscard]] ValueAndGradients value_and_grad(const std::function<Tensor()>& f,
                                               std::span<const Variable> variables);

/// The value itself in the forward pass, a constant to `gradients`.
[[nodiscard]] Tensor stop_gradient(const Tensor& x);

}  // namespace saem
