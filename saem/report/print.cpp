#include "saem/report/print.h"

#include <fmt/format.h>

#include <ostream>

namespace saem {
namespace {

constexpr std::int64_t edge = 3;  // elements shown at each end of a long axis

std::string element(const Array& array, std::int64_t index, int digits) {
  const double value = array.at(index);
  if (array.dtype() == DType::boolean) return value != 0 ? "true" : "false";
  if (array.dtype() == DType::i64)
    return fmt::format("{}", array.data<std::int64_t>()[static_cast<std::size_t>(index)]);
  return is_integer(array.dtype()) ? fmt::format("{:.0f}", value) : fmt::format("{:.{}g}", value, digits);
}

/// The part of the array that begins at `first` and has the axes from `axis` on.
std::string part(const Array& array, int axis, std::int64_t first, const ArrayTextOptions& options) {
  const int rank = array.shape().rank();
  if (axis == rank) return element(array, first, options.digits);
  const std::int64_t extent = array.shape()[axis];
  const std::int64_t stride = array.shape().slice(axis + 1, rank).count();
  const int levels = rank - axis - 1;  // of brackets between two neighbours: rows are one line feed apart
  std::string separator = ", ";
  if (options.lines && levels > 0)
    separator = "," + std::string(static_cast<std::size_t>(levels), '\n') +
                std::string(static_cast<std::size_t>(axis) + 1, ' ');
  std::string text = "[";
  for (std::int64_t i = 0; i < extent; ++i) {
    if (i > 0) text += separator;
    if (i == edge && extent > 2 * edge && array.size() > options.most) {
      text += "…" + separator;
      i = extent - edge;
    }
    text += part(array, axis + 1, first + i * stride, options);
  }
  return text + "]";
}

}  // namespace

std::string to_text(const Array& array, const ArrayTextOptions& options) {
  return part(array, 0, 0, options);
}

std::ostream& operator<<(std::ostream& out, const Array& array) { return out << to_text(array); }
std::ostream& operator<<(std::ostream& out, const Tensor& tensor) { return out << tensor.value(); }

}  // namespace saem
