#pragma once

#include <cstdint>
#include <optional>

#include "saem/graph/tensor.h"

namespace saem {

// Elements by number. `indices` are integers of any dtype; negative ones count from the end. An index outside
// [-extent, extent) stops the computation with a ValueError that names the op, the index and the axis: it is
// found when the value is computed, since a graph knows no numbers. Indices have no gradient.

/// Whole slices of x: x (l…, n, r…) and indices (k…) → (l…, k…, r…); y[l, k, r] = x[l, indices[k], r]. A row
/// of an embedding table per word is gather(table, words). The gradient adds up where an index comes again.
/// Throws ShapeError for an axis that x does not have, DTypeError unless indices are integers.
[[nodiscard]] Tensor gather(const Tensor& x, const Tensor& indices, int axis = 0);
/// NumPy's and Keras's take: gather, or along the flattened x where no axis is given.
[[nodiscard]] Tensor take(const Tensor& x, const Tensor& indices, std::optional<int> axis = {});

/// The opposite of gather: updates (l…, k…, r…) are added into zeros (l…, extent, r…) at the slices that
/// indices (k…) name, in their order. A sum per segment is scatter_add(segments, x, number_of_segments).
/// Throws ShapeError unless updates have the axes of indices from `axis` on.
[[nodiscard]] Tensor scatter_add(const Tensor& indices, const Tensor& updates, std::int64_t extent,
                                 int axis = 0);
/// x with updates added at the slices that indices name: PyTorch's index_add, NumPy's add.at. `updates` are
/// stretched to the shape of gather(x, indices, axis) and converted to x's dtype.
[[nodiscard]] Tensor index_add(const Tensor& x, const Tensor& indices, const Tensor& updates, int axis = 0);

/// The same at places of several axes: indices (…, k) name k leading axes of the result, updates (…, rest)
/// are added into zeros of this shape, whose axes from k on are the rest. Keras's scatter, TensorFlow's
/// scatter_nd. Throws ShapeError where these shapes do not fit.
[[nodiscard]] Tensor scatter_nd(const Tensor& indices, const Tensor& updates, const Shape& shape);

/// One element per index: y[l, k, r] = x[l, indices[l, k, r], r]. x (l…, n, r…) and indices (l…, k, r…) have
/// one rank, and all extents but that along the axis stretch to each other; what argsort and argmax (with
/// expand_dims) return fits. Without an axis, x and indices are flattened first, as in NumPy.
[[nodiscard]] Tensor take_along_axis(const Tensor& x, const Tensor& indices, std::optional<int> axis = -1);
/// x with y[l, indices[l, k, r], r] += updates[l, k, r]: PyTorch's scatter_add. indices and updates have one
/// shape, that of x but for the extent along the axis.
[[nodiscard]] Tensor add_along_axis(const Tensor& x, const Tensor& indices, const Tensor& updates,
                                    int axis = -1);

/// The places of the elements other than 0, in row-major order: one int64 array (count,) per axis of x (of a
/// scalar: as of shape (1,)), as NumPy's nonzero. NaN is not 0.
///
/// How many there are depends on the numbers, and the shapes of a graph do not: so this is a function of
/// arrays, computed at once. The one below has a shape that is known.
[[nodiscard]] std::vector<Array> nonzero(const Array& x);
/// The first `size` of them, as JAX's nonzero with a size: int64 (size,) per axis; where there are fewer, the
/// others are `fill`. Throws ShapeError for a negative size.
[[nodiscard]] Tensors nonzero(const Tensor& x, std::int64_t size, std::int64_t fill = 0);

/// one_hot (see softmax.h) with the classes along another axis of the result.
[[nodiscard]] Tensor one_hot(const Tensor& labels, std::int64_t classes, int axis, DType dtype = DType::f32);

}  // namespace saem
