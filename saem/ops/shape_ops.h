#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// The same elements in row-major order under another shape; one extent may be -1.
[[nodiscard]] Tensor reshape(const Tensor& x, const Shape& shape);
/// Stretches extents of 1 (and missing leading axes) to `shape`.
[[nodiscard]] Tensor broadcast_to(const Tensor& x, const Shape& shape);
/// Sums what `broadcast_to` stretched, back to `shape`.
[[nodiscard]] Tensor sum_to(const Tensor& x, const Shape& shape);
/// Axis i of the result is axis axes[i] of x; reverses all axes when empty.
[[nodiscard]] Tensor transpose(const Tensor& x, const std::vector<int>& axes = {});
/// A new axis of extent 1 at place `axis` of the result. Throws ShapeError for a place that it does not have.
[[nodiscard]] Tensor expand_dims(const Tensor& x, int axis);
/// Drops the axis, whose extent must be 1.
[[nodiscard]] Tensor squeeze(const Tensor& x, int axis);

/// x[begin : end : step] on every axis, with 0 ≤ begin ≤ end ≤ extent and step ≥ 1.
[[nodiscard]] Tensor slice(const Tensor& x, const std::vector<std::int64_t>& begin,
                           const std::vector<std::int64_t>& end, const std::vector<std::int64_t>& step = {});
/// Tensors one after the other along an axis; the other axes are equal. Throws ShapeError where they do not
/// fit, ValueError if there are none.
[[nodiscard]] Tensor concat(std::span<const Tensor> parts, int axis);
/// Zeros before (`low`), after (`high`) and between (`interior`, per gap) the elements of each axis.
[[nodiscard]] Tensor pad(const Tensor& x, const std::vector<std::int64_t>& low,
                         const std::vector<std::int64_t>& high,
                         const std::vector<std::int64_t>& interior = {});

/// A tensor of this shape with one value in all places.
[[nodiscard]] Tensor full(const Shape& shape, double value, DType dtype = DType::f32);
/// Zeros.
[[nodiscard]] Tensor zeros(const Shape& shape, DType dtype = DType::f32);
/// Ones.
[[nodiscard]] Tensor ones(const Shape& shape, DType dtype = DType::f32);
/// Zeros of the shape and dtype of x.
[[nodiscard]] Tensor zeros_like(const Tensor& x);
/// Ones of the shape and dtype of x.
[[nodiscard]] Tensor ones_like(const Tensor& x);
/// 0, 1, … n - 1.
[[nodiscard]] Tensor arange(std::int64_t n, DType dtype = DType::i64);

}  // namespace saem
