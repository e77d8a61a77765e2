#pragma once

#include <utility>

#include "saem/graph/op.h"

namespace saem {

/// Both tensors at their common shape (NumPy's rule) and dtype (`promote`). Throws ShapeError in the name of
/// `op`.
[[nodiscard]] std::pair<Tensor, Tensor> stretch_together(const char* op, const Tensor& a, const Tensor& b);
/// Applies an elementwise op of two inputs to tensors of any two shapes that stretch to one.
[[nodiscard]] Tensor record_binary(const Op& op, const Tensor& a, const Tensor& b);
/// A constant scalar of x's dtype.
[[nodiscard]] Tensor number_like(const Tensor& x, double value);

}  // namespace saem
