#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace saem {

/// Extents of an array, outermost first; () is a scalar. A dimension of -1 is one that is not known yet (the
/// batch).
class Shape {
 public:
  static constexpr int max_rank = 8;
  static constexpr std::int64_t unknown = -1;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> dims);  // NOLINT: a shape is written as a list
  explicit Shape(std::span<const std::int64_t> dims);

  [[nodiscard]] int rank() const noexcept { return rank_; }
  /// Extent of an axis; negative axes count from the end. Throws ShapeError if there is no such axis.
  [[nodiscard]] std::int64_t operator[](int axis) const;
  /// Number of elements; 1 for a scalar. Throws ShapeError if a dimension is unknown or the product
  /// overflows.
  [[nodiscard]] std::int64_t count() const;
  [[nodiscard]] bool is_known() const noexcept;
  [[nodiscard]] std::span<const std::int64_t> dims() const noexcept {
    return {dims_.data(), static_cast<std::size_t>(rank_)};
  }
  [[nodiscard]] const std::int64_t* begin() const noexcept { return dims_.data(); }
  [[nodiscard]] const std::int64_t* end() const noexcept { return dims_.data() + rank_; }

  /// The axis as a number in [0, rank). Throws ShapeError if it is outside [-rank, rank).
  [[nodiscard]] int axis(int axis) const;
  /// A copy with one dimension changed.
  [[nodiscard]] Shape with(int axis, std::int64_t dim) const;
  [[nodiscard]] Shape inserted(int axis, std::int64_t dim) const;
  [[nodiscard]] Shape erased(int axis) const;
  /// Dimensions [first, last); negative positions count from the end.
  [[nodiscard]] Shape slice(int first, int last) const;
  [[nodiscard]] Shape concat(const Shape& tail) const;

  /// "(2, 3)"; "(5,)"; "()"; an unknown dimension reads "batch" on axis 0 and "?" elsewhere.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Shape& a, const Shape& b) noexcept;

 private:
  std::array<std::int64_t, max_rank> dims_{};
  int rank_ = 0;
};

/// The shape both arguments stretch to by NumPy's rule. Throws ShapeError naming `place` where they do not
/// fit.
[[nodiscard]] Shape broadcast(const Shape& a, const Shape& b, std::string_view place);

}  // namespace saem
