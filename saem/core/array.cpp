#include "saem/core/array.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

#include "saem/core/array_memory.h"
#include "saem/core/convert.h"
#include "saem/core/error.h"
#include "saem/core/format_bytes.h"

namespace saem {
namespace {

// std::memcpy must not be given a null pointer, not even for 0 bytes.
void copy_bytes(std::byte* to, const std::byte* from, std::size_t count) noexcept {
  if (count > 0) std::memcpy(to, from, count);
}

}  // namespace

struct Array::Buffer {
  explicit Buffer(std::size_t bytes) : block(allocate_array(bytes)) {}
  ~Buffer() {
    if (block.memory != nullptr) free_array(block);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  const Block block;
};

Array::Array() : shape_{0} {}

Array::Array(const Shape& shape, DType dtype) : Array(uninitialized(shape, dtype)) {
  // All bits zero is the value zero of every element type.
  if (byte_size() > 0) std::memset(mutable_bytes(), 0, byte_size());
}

Array Array::uninitialized(const Shape& shape, DType dtype) {
  Array array;
  array.size_ = shape.count();
  array.shape_ = shape;
  array.dtype_ = dtype;
  if (array.size_ == 0) return array;
  // Address spaces of today's machines have 47 bits; to ask for more is a wrong shape, not a lack of memory.
  constexpr std::int64_t most_bytes = std::int64_t{1} << 47;
  const auto item = static_cast<std::int64_t>(item_size(dtype));
  if (array.size_ > most_bytes / item) {
    fail<ShapeError>({.place = "array",
                      .problem = fmt::format("{} of {} is larger than any memory ({} elements of {} bytes)",
                                             shape.to_string(), name(dtype), array.size_, item),
                      .context = "",
                      .advice = "Check the extents: one of them is probably wrong."});
  }
  array.buffer_ = std::make_shared<Buffer>(array.byte_size());
  if (array.buffer_->block.memory == nullptr) {
    fail<ValueError>({.place = "array",
                      .problem = fmt::format("no memory for {} of {}: {} are needed", shape.to_string(),
                                             name(dtype), format_bytes(array.byte_size())),
                      .context = "",
                      .advice = "Use smaller batches or a smaller model, or close other programs."});
  }
  return array;
}

template <class T>
Array Array::of(std::span<const T> values, const Shape& shape) {
  const std::int64_t count = shape.count();
  if (std::cmp_not_equal(count, values.size())) {
    fail<ShapeError>({.place = "array",
                      .problem = fmt::format("expected {} values for shape {}, received {}", count,
                                             shape.to_string(), values.size()),
                      .context = "",
                      .advice = "Give one value per element, in row-major order."});
  }
  Array array = uninitialized(shape, dtype_of<T>);
  copy_bytes(array.mutable_bytes(), reinterpret_cast<const std::byte*>(values.data()), values.size_bytes());
  return array;
}

Array Array::full(const Shape& shape, double value, DType dtype) {
  Array array = uninitialized(shape, dtype);
  visit_dtype(dtype, [&]<class T>(std::type_identity<T>) {
    std::ranges::fill(array.mutable_data<T>(), convert<T>(value));
  });
  return array;
}

template <class T>
std::span<const T> Array::data() const {
  require(dtype_of<T>);
  if (buffer_ == nullptr) return {};  // no elements, or moved from
  return {reinterpret_cast<const T*>(buffer_->block.memory), static_cast<std::size_t>(size_)};
}

template <class T>
std::span<T> Array::mutable_data() {
  require(dtype_of<T>);
  if (buffer_ == nullptr) return {};
  detach();
  return {reinterpret_cast<T*>(buffer_->block.memory), static_cast<std::size_t>(size_)};
}

const std::byte* Array::bytes() const noexcept {
  return buffer_ == nullptr ? nullptr : buffer_->block.memory;
}

std::byte* Array::mutable_bytes() {
  if (buffer_ == nullptr) return nullptr;
  detach();
  return buffer_->block.memory;
}

void Array::detach() {
  if (buffer_.use_count() == 1) {
    // Another thread may have let go of the memory just now, after reading it. use_count() alone does not
    // order those reads before our writes; giving a reference back does.
    std::shared_ptr<Buffer> reference = buffer_;
    reference.reset();
    return;
  }
  Array copy = uninitialized(shape_, dtype_);
  copy_bytes(copy.buffer_->block.memory, buffer_->block.memory, byte_size());
  buffer_ = std::move(copy.buffer_);
}

void Array::require(DType requested) const {
  if (requested == dtype_) return;
  fail<DTypeError>({.place = "array",
                    .problem = fmt::format("{} elements were asked for, but the array {} holds {}",
                                           name(requested), shape_.to_string(), name(dtype_)),
                    .context = "",
                    .advice = fmt::format("Convert it first, with astype to {}.", name(requested))});
}

double Array::at(std::int64_t index) const {
  if (index < 0 || index >= size_ || buffer_ == nullptr) {
    fail<ValueError>({.place = "array",
                      .problem = fmt::format("there is no element {} in an array of {} elements, shape {}",
                                             index, size_, shape_.to_string()),
                      .context = "",
                      .advice = "Elements count from 0 in row-major order."});
  }
  return visit_dtype(dtype_, [&]<class T>(std::type_identity<T>) {
    return convert<double>(data<T>()[static_cast<std::size_t>(index)]);
  });
}

double Array::item() const {
  if (size_ != 1) {
    fail<ShapeError>(
        {.place = "array",
         .problem = fmt::format("expected a single element, received shape {}", shape_.to_string()),
         .context = "",
         .advice = "Reduce it first (mean, sum), or read one element with at(index)."});
  }
  return at(0);
}

Array Array::astype(DType dtype) const {
  if (dtype == dtype_) return *this;
  Array result = uninitialized(shape_, dtype);
  visit_dtype(dtype_, [&]<class From>(std::type_identity<From>) {
    visit_dtype(dtype, [&]<class To>(std::type_identity<To>) {
      std::ranges::transform(data<From>(), result.mutable_data<To>().begin(),
                             [](From x) { return convert<To>(x); });
    });
  });
  return result;
}

Array Array::reshape(const Shape& shape) const {
  const auto unknown_axes = std::ranges::count(shape.dims(), Shape::unknown);
  Shape known = shape;
  if (unknown_axes == 1) {
    const auto axis =
        static_cast<int>(std::ranges::find(shape.dims(), Shape::unknown) - shape.dims().begin());
    const std::int64_t others = shape.with(axis, 1).count();
    if (others > 0 && size_ % others == 0) known = shape.with(axis, size_ / others);
  }
  if (!known.is_known() || known.count() != size_) {
    fail<ShapeError>(
        {.place = "reshape",
         .problem = fmt::format("an array {} of {} elements cannot take the shape {}", shape_.to_string(),
                                size_, fmt::format("({})", fmt::join(shape.dims(), ", "))),
         .context = "",
         .advice = "The extents must multiply to the number of elements; one may be -1, to be inferred."});
  }
  Array result = *this;
  result.shape_ = known;
  return result;
}

Array Array::rows(std::int64_t first, std::int64_t last) const {
  const std::int64_t available = shape_[0];
  if (first < 0 || first > last || last > available) {
    fail<ValueError>(
        {.place = "rows",
         .problem = fmt::format("there are no rows [{}, {}) in an array {}", first, last, shape_.to_string()),
         .context = fmt::format("it has {} rows", available),
         .advice = "Use 0 <= first <= last <= number of rows."});
  }
  Array result = uninitialized(shape_.with(0, last - first), dtype_);
  if (result.size_ == 0) return result;
  const std::size_t row = byte_size() / static_cast<std::size_t>(available);
  copy_bytes(result.mutable_bytes(), bytes() + static_cast<std::size_t>(first) * row, result.byte_size());
  return result;
}

Array Array::take(std::span<const std::int64_t> indices) const {
  const std::int64_t available = shape_[0];
  for (const std::int64_t index : indices) {
    if (index < 0 || index >= available) {
      fail<ValueError>(
          {.place = "take",
           .problem = fmt::format("there is no row {} in an array {}", index, shape_.to_string()),
           .context = fmt::format("it has {} rows, counted from 0", available),
           .advice = "Check where the indices come from."});
    }
  }
  Array result = uninitialized(shape_.with(0, static_cast<std::int64_t>(indices.size())), dtype_);
  if (result.size_ == 0) return result;
  const std::size_t row = byte_size() / static_cast<std::size_t>(available);
  std::byte* to = result.mutable_bytes();
  for (const std::int64_t index : indices) {
    copy_bytes(to, bytes() + static_cast<std::size_t>(index) * row, row);
    to += row;
  }
  return result;
}

bool identical(const Array& a, const Array& b) noexcept {
  if (a.dtype() != b.dtype() || a.shape() != b.shape()) return false;
  if (a.bytes() == b.bytes()) return true;
  if (a.bytes() == nullptr || b.bytes() == nullptr) return false;
  return std::memcmp(a.bytes(), b.bytes(), a.byte_size()) == 0;
}

template Array Array::of(std::span<const float>, const Shape&);
template Array Array::of(std::span<const double>, const Shape&);
template Array Array::of(std::span<const BFloat16>, const Shape&);
template Array Array::of(std::span<const Float16>, const Shape&);
template Array Array::of(std::span<const std::int32_t>, const Shape&);
template Array Array::of(std::span<const std::int64_t>, const Shape&);
template Array Array::of(std::span<const std::uint8_t>, const Shape&);
template Array Array::of(std::span<const bool>, const Shape&);

template std::span<const float> Array::data() const;
template std::span<const double> Array::data() const;
template std::span<const BFloat16> Array::data() const;
template std::span<const Float16> Array::data() const;
template std::span<const std::int32_t> Array::data() const;
template std::span<const std::int64_t> Array::data() const;
template std::span<const std::uint8_t> Array::data() const;
template std::span<const bool> Array::data() const;

template std::span<float> Array::mutable_data();
template std::span<double> Array::mutable_data();
template std::span<BFloat16> Array::mutable_data();
template std::span<Float16> Array::mutable_data();
template std::span<std::int32_t> Array::mutable_data();
template std::span<std::int64_t> Array::mutable_data();
template std::span<std::uint8_t> Array::mutable_data();
template std::span<bool> Array::mutable_data();

}  // namespace saem
