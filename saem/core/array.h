#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "saem/core/dtype.h"
#include "saem/core/shape.h"

namespace saem {

/// A typed n-dimensional value in memory: contiguous, row-major, aligned to 64 bytes.
///
/// An Array copies like a number: the memory is shared until one of the copies is written through
/// `mutable_data`, which then takes a copy of its own. Concurrent reads of one Array are safe. Making one
/// throws ShapeError for a shape with an unknown dimension, and ValueError where memory does not suffice.
class Array {
 public:
  /// An array of shape (0,), float32.
  Array();
  /// Zeros.
  explicit Array(const Shape& shape, DType dtype = DType::f32);
  /// Memory that has not been written.
  [[nodiscard]] static Array uninitialized(const Shape& shape, DType dtype);
  /// Copies `values`. Throws ShapeError if their number is not shape.count().
  template <class T>
  [[nodiscard]] static Array of(std::span<const T> values, const Shape& shape);
  template <class T>
  [[nodiscard]] static Array of(const std::vector<T>& values, const Shape& shape) {
    return of(std::span<const T>(values), shape);
  }
  /// A one-dimensional array.
  template <class T>
  [[nodiscard]] static Array of(const std::vector<T>& values) {
    return of(std::span<const T>(values), Shape{static_cast<std::int64_t>(values.size())});
  }
  /// Every element `value`, converted to `dtype`.
  [[nodiscard]] static Array full(const Shape& shape, double value, DType dtype = DType::f32);
  [[nodiscard]] static Array scalar(double value, DType dtype = DType::f32) { return full({}, value, dtype); }
  [[nodiscard]] static Array zeros_like(const Array& other) { return Array(other.shape(), other.dtype()); }

  [[nodiscard]] const Shape& shape() const noexcept { return shape_; }
  [[nodiscard]] DType dtype() const noexcept { return dtype_; }
  [[nodiscard]] std::int64_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t byte_size() const noexcept {
    return static_cast<std::size_t>(size_) * item_size(dtype_);
  }

  /// The elements. Throws DTypeError unless T is the element type (dtype_of<T> == dtype()).
  template <class T>
  [[nodiscard]] std::span<const T> data() const;
  /// The same for writing; takes a private copy first if the memory is shared.
  template <class T>
  [[nodiscard]] std::span<T> mutable_data();
  [[nodiscard]] const std::byte* bytes() const noexcept;
  [[nodiscard]] std::byte* mutable_bytes();

  /// One element as a double, by flat row-major index. Throws ValueError outside [0, size()).
  [[nodiscard]] double at(std::int64_t index) const;
  /// The only element. Throws ShapeError unless size() is 1.
  [[nodiscard]] double item() const;

  /// Converted copy. Floating → integer truncates towards zero; what does not fit into an integer becomes its
  /// nearest limit, NaN becomes 0; to floating rounds to nearest even; anything → bool tests against zero
  /// (NaN is true).
  [[nodiscard]] Array astype(DType dtype) const;
  /// Same memory, other extents; one of them may be -1, which is then inferred. Throws ShapeError if counts
  /// differ.
  [[nodiscard]] Array reshape(const Shape& shape) const;
  /// Copy of rows [first, last) of axis 0. Throws ValueError outside.
  [[nodiscard]] Array rows(std::int64_t first, std::int64_t last) const;
  /// Copy of the rows with these indices, in their order. Throws ValueError for an index outside.
  [[nodiscard]] Array take(std::span<const std::int64_t> indices) const;

 private:
  struct Buffer;
  void detach();
  void require(DType requested) const;

  std::shared_ptr<Buffer> buffer_;
  Shape shape_;
  DType dtype_ = DType::f32;
  std::int64_t size_ = 0;
};

/// Bit-for-bit equality of dtype, shape and content.
[[nodiscard]] bool identical(const Array& a, const Array& b) noexcept;

}  // namespace saem
