#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "saem/graph/tensor.h"
#include "saem/ops/reduction.h"

namespace saem {

/// Sums of products in Einstein's notation, as NumPy's einsum: "ij,jk->ik" is a matrix product. Each letter
/// (a–z, A–Z) names an axis; axes of one name are stretched to one extent (1 to any), multiplied element by
/// element, and summed unless the letter is in the result. A letter twice in one operand takes the diagonal.
/// "..." stands for any leading axes, which stretch by NumPy's rule. Without "->", the result has "..." and
/// then, in alphabetical order, the letters that occur once. Spaces are ignored.
///
/// Operands are multiplied from left to right, each time by transpose, reshape and matmul where something is
/// summed, so that the product of all is never made. Numbers; operands are brought to one dtype by `promote`.
/// Throws ValueError for a malformed equation, ShapeError where operands do not fit it or a result has more
/// than 8 axes.
[[nodiscard]] Tensor einsum(std::string_view equation, std::span<const Tensor> operands);
[[nodiscard]] Tensor einsum(std::string_view equation, const Tensor& a);
[[nodiscard]] Tensor einsum(std::string_view equation, const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor einsum(std::string_view equation, const Tensor& a, const Tensor& b, const Tensor& c);

/// Sums over pairs of axes, a_axes[i] of a with b_axes[i] of b; the result has the other axes of a, then
/// those of b. Throws ShapeError where extents differ, ValueError unless there are as many axes of each.
[[nodiscard]] Tensor tensordot(const Tensor& a, const Tensor& b, const Axes& a_axes, const Axes& b_axes);
/// Over the last `axes` axes of a and the first of b.
[[nodiscard]] Tensor tensordot(const Tensor& a, const Tensor& b, int axes = 2);
/// Products of all pairs of elements: (n,), (m,) → (n, m), of the flattened tensors.
[[nodiscard]] Tensor outer(const Tensor& a, const Tensor& b);

}  // namespace saem
