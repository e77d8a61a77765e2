#include "saem/core/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "saem/core/error.h"

namespace saem {

Shape::Shape(std::initializer_list<std::int64_t> dims) : Shape(std::span(dims.begin(), dims.size())) {}

Shape::Shape(std::span<const std::int64_t> dims) {
  if (dims.size() > static_cast<std::size_t>(max_rank)) {
    fail<ShapeError>(
        {.place = "shape",
         .problem = fmt::format("expected at most {} dimensions, received {}", max_rank, dims.size()),
         .context = "",
         .advice = "Join some of the dimensions with a reshape."});
  }
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] < unknown) {
      fail<ShapeError>({.place = "shape",
                        .problem = fmt::format("the extent of axis {} is {}", i, dims[i]),
                        .context = "",
                        .advice = "An extent is 0 or more, or -1 where it is not known yet."});
    }
  }
  std::copy(dims.begin(), dims.end(), dims_.begin());
  rank_ = static_cast<int>(dims.size());
}

std::int64_t Shape::operator[](int axis) const { return dims_[static_cast<std::size_t>(this->axis(axis))]; }

std::int64_t Shape::count() const {
  if (!is_known()) {
    fail<ShapeError>({.place = "shape",
                      .problem = fmt::format("{} has no number of elements", to_string()),
                      .context = "a dimension is not known yet",
                      .advice = "Give every dimension a size first."});
  }
  if (std::find(begin(), end(), 0) != end()) return 0;  // also where the other extents overflow
  std::int64_t product = 1;
  for (const std::int64_t dim : dims()) {
    if (__builtin_mul_overflow(product, dim, &product)) {
      fail<ShapeError>(
          {.place = "shape",
           .problem = fmt::format("{} has more elements than can be counted in 64 bits", to_string()),
           .context = "",
           .advice = "Check the extents: one of them is probably wrong."});
    }
  }
  return product;
}

bool Shape::is_known() const noexcept { return std::find(begin(), end(), unknown) == end(); }

int Shape::axis(int axis) const {
  if (axis < -rank_ || axis >= rank_) {
    const std::string range =
        rank_ == 0 ? "a scalar has no axes" : fmt::format("its axes are {} to {}", -rank_, rank_ - 1);
    fail<ShapeError>({.place = "shape",
                      .problem = fmt::format("{} has no axis {}", to_string(), axis),
                      .context = range,
                      .advice = ""});
  }
  return axis < 0 ? axis + rank_ : axis;
}

Shape Shape::with(int axis, std::int64_t dim) const {
  std::vector<std::int64_t> dims(begin(), end());
  dims[static_cast<std::size_t>(this->axis(axis))] = dim;
  return Shape(dims);
}

Shape Shape::inserted(int axis, std::int64_t dim) const {
  const int place = axis < 0 ? axis + rank_ + 1 : axis;
  if (place < 0 || place > rank_) {
    fail<ShapeError>({.place = "shape",
                      .problem = fmt::format("no axis can be inserted into {} at {}", to_string(), axis),
                      .context = fmt::format("places are {} to {}", -rank_ - 1, rank_),
                      .advice = ""});
  }
  std::vector<std::int64_t> dims(begin(), end());
  dims.insert(dims.begin() + place, dim);
  return Shape(dims);
}

Shape Shape::erased(int axis) const {
  std::vector<std::int64_t> dims(begin(), end());
  dims.erase(dims.begin() + this->axis(axis));
  return Shape(dims);
}

Shape Shape::slice(int first, int last) const {
  const int from = first < 0 ? first + rank_ : first;
  const int to = last < 0 ? last + rank_ : last;
  if (from < 0 || to > rank_ || from > to) {
    fail<ShapeError>({.place = "shape",
                      .problem = fmt::format("{} has no dimensions [{}, {})", to_string(), first, last),
                      .context = fmt::format("it has {}", rank_),
                      .advice = ""});
  }
  return Shape(dims().subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
}

Shape Shape::concat(const Shape& tail) const {
  std::vector<std::int64_t> dims(begin(), end());
  dims.insert(dims.end(), tail.begin(), tail.end());
  return Shape(dims);
}

std::string Shape::to_string() const {
  std::string text = "(";
  for (int i = 0; i < rank_; ++i) {
    if (i > 0) text += ", ";
    const std::int64_t dim = dims_[static_cast<std::size_t>(i)];
    text += dim != unknown ? fmt::to_string(dim) : i == 0 ? "batch" : "?";
  }
  return text + (rank_ == 1 ? ",)" : ")");
}

bool operator==(const Shape& a, const Shape& b) noexcept { return std::ranges::equal(a.dims(), b.dims()); }

Shape broadcast(const Shape& a, const Shape& b, std::string_view place) {
  const int rank = std::max(a.rank(), b.rank());
  std::vector<std::int64_t> dims(static_cast<std::size_t>(rank), 1);
  for (int i = 1; i <= rank; ++i) {  // axes are compared from the last one
    const std::int64_t x = i <= a.rank() ? a[-i] : 1;
    const std::int64_t y = i <= b.rank() ? b[-i] : 1;
    // An unknown extent beside a known one above 1 must turn out equal to it, or 1: either way the result is
    // the known.
    const bool take_y = x == 1 || (x == Shape::unknown && y != 1);
    if (x != y && x != 1 && y != 1 && x != Shape::unknown && y != Shape::unknown) {
      fail<ShapeError>(
          {.place = std::string(place),
           .problem = fmt::format("the shapes {} and {} do not fit each other: axis {} has {} and {}",
                                  a.to_string(), b.to_string(), -i, x, y),
           .context = "",
           .advice = "Compared from the last axis, two extents must be equal, or one of them 1."});
    }
    dims[static_cast<std::size_t>(rank - i)] = take_y ? y : x;
  }
  return Shape(dims);
}

}  // namespace saem
