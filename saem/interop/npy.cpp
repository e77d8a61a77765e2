#include "saem/interop/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <type_traits>
#include <vector>

#include "saem/core/atomic_file.h"
#include "saem/core/convert.h"
#include "saem/core/error.h"
#include "saem/data/file_kind.h"
#include "saem/interop/npy_header.h"

namespace saem {
namespace {

using detail::NpyHeader;
using detail::ReadBytes;

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view magic = "\x93NUMPY";
constexpr const char* advice = "Save the array again with numpy.save, or take the file from a copy.";

[[noreturn]] void damaged(const std::string& place, const std::string& problem) {
  fail<FileError>({place, problem, "", advice});
}

[[noreturn]] void not_npy(const std::string& place, std::string_view first_bytes) {
  fail<FileError>({place,
                   fmt::format("not a NumPy array: at byte 0, expected \\x93NUMPY, received {}",
                               describe_content(first_bytes)),
                   "", "Give a file that numpy.save wrote; read_npz reads .npz archives."});
}

void read_all(const ReadBytes& read, std::span<std::byte> target, std::uint64_t offset,
              const std::string& place) {
  const std::size_t count = read(target);
  if (count < target.size()) {
    damaged(place, fmt::format("the file is cut short: at byte {}, expected {} more bytes, received {}",
                               offset, target.size(), count));
  }
}

/// Little-endian.
std::uint64_t number(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return value;
}

/// Reads all that comes before the elements. `head_size` becomes its size.
NpyHeader read_head(const ReadBytes& read, std::uint64_t size, const std::string& place,
                    std::uint64_t& head_size) {
  std::array<std::byte, 12> prefix{};
  const std::size_t first = read(std::span(prefix).first(8));
  const std::string_view text(reinterpret_cast<const char*>(prefix.data()), first);
  if (!text.starts_with(magic)) not_npy(place, text);
  if (first < 8) damaged(place, fmt::format("the file is cut short: expected 10 bytes, received {}", first));
  const unsigned major = std::to_integer<unsigned>(prefix[6]);
  const unsigned minor = std::to_integer<unsigned>(prefix[7]);
  if (major < 1 || major > 3 || minor != 0) {
    fail<UnsupportedError>(
        {place,
         fmt::format("at byte 6: expected format version 1.0, 2.0 or 3.0, received {}.{}", major, minor), "",
         "Save the array again with numpy.save, or update saem."});
  }
  const std::size_t length_size = major == 1 ? 2 : 4;
  const auto length_bytes = std::span(prefix).subspan(8, length_size);
  read_all(read, length_bytes, 8, place);
  const std::uint64_t begin = 8 + length_size;
  const std::uint64_t length = number(length_bytes);
  if (begin > size || length > size - begin) {
    damaged(place, fmt::format("at byte 8: expected a header of at most {} bytes, received the length {}",
                               size - std::min(begin, size), length));
  }
  std::string header(static_cast<std::size_t>(length), '\0');
  read_all(read, std::as_writable_bytes(std::span(header)), begin, place);
  head_size = begin + length;
  return detail::parse_npy_header(header, begin, place);
}

void swap_elements(std::span<std::byte> bytes, std::size_t size) {
  for (std::size_t i = 0; i + size <= bytes.size(); i += size)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                 bytes.begin() + static_cast<std::ptrdiff_t>(i + size));
}

template <class From, class To>
void widen(const std::byte* from, std::span<To> to) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    From value;
    std::memcpy(&value, from + i * sizeof value, sizeof value);
    to[i] = static_cast<To>(value);
  }
}

/// Elements of int8, int16, uint16 or uint32 in the dtype that holds them all.
Array widened(const NpyHeader& header, const Array& raw) {
  Array result = Array::uninitialized(header.shape, header.dtype);
  const std::byte* const from = raw.bytes();
  if (header.element_size == 4) {
    widen<std::uint32_t>(from, result.mutable_data<std::int64_t>());
  } else if (header.element_size == 1) {
    widen<std::int8_t>(from, result.mutable_data<std::int32_t>());
  } else if (header.kind == 'u') {
    widen<std::uint16_t>(from, result.mutable_data<std::int32_t>());
  } else {
    widen<std::int16_t>(from, result.mutable_data<std::int32_t>());
  }
  return result;
}

/// Row-major from elements whose first axis runs fastest.
Array from_fortran(const Array& source) {
  const Shape& shape = source.shape();
  if (shape.rank() < 2 || source.size() == 0) return source;
  Array result = Array::uninitialized(shape, source.dtype());
  std::array<std::int64_t, Shape::max_rank> strides{};
  std::int64_t stride = 1;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    strides[static_cast<std::size_t>(axis)] = stride;
    stride *= shape[axis];
  }
  visit_dtype(source.dtype(), [&]<class T>(std::type_identity<T>) {
    const T* const from = source.data<T>().data();
    T* to = result.mutable_data<T>().data();
    const int last = shape.rank() - 1;
    const std::int64_t columns = shape[last];
    const std::int64_t step = strides[static_cast<std::size_t>(last)];
    std::array<std::int64_t, Shape::max_rank> index{};
    std::int64_t offset = 0;
    for (std::int64_t row = source.size() / columns; row > 0; --row) {
      for (std::int64_t column = 0; column < columns; ++column) *to++ = from[offset + column * step];
      for (int axis = last - 1; axis >= 0; --axis) {  // the next row: like a counter with one digit per axis
        const auto a = static_cast<std::size_t>(axis);
        offset += strides[a];
        if (++index[a] < shape[axis]) break;
        offset -= index[a] * strides[a];
        index[a] = 0;
      }
    }
  });
  return result;
}

Array read_elements(const NpyHeader& header, const ReadBytes& read, std::uint64_t offset,
                    const std::string& place) {
  const bool as_is = header.element_size == item_size(header.dtype);
  Array array = as_is ? Array::uninitialized(header.shape, header.dtype)
                      : Array::uninitialized({static_cast<std::int64_t>(header.byte_size)}, DType::u8);
  const std::span<std::byte> bytes(array.mutable_bytes(), array.byte_size());
  read_all(read, bytes, offset, place);
  if (header.dtype == DType::boolean) {
    const auto wrong = std::ranges::find_if(bytes, [](std::byte b) { return b > std::byte{1}; });
    if (wrong != bytes.end()) {
      damaged(place, fmt::format("at byte {}: expected a bool, 0 or 1, received {}",
                                 offset + static_cast<std::uint64_t>(wrong - bytes.begin()),
                                 std::to_integer<int>(*wrong)));
    }
  }
  if (header.big_endian && header.element_size > 1) swap_elements(bytes, header.element_size);
  if (!as_is) array = widened(header, array);
  return header.fortran_order ? from_fortran(array) : array;
}

}  // namespace

Array detail::read_npy_stream(const ReadBytes& read, std::uint64_t size, const std::string& place) {
  std::uint64_t head_size = 0;
  const NpyHeader header = read_head(read, size, place, head_size);
  const std::uint64_t rest = size - head_size;
  if (rest < header.byte_size) {
    damaged(place,
            fmt::format("the file is cut short: at byte {}, expected {} bytes for shape {}, received {}",
                        head_size, header.byte_size, header.shape.to_string(), rest));
  }
  if (rest > header.byte_size) {
    fail<FileError>(
        {place,
         fmt::format("at byte {}: expected the end of the array of shape {}, received {} more bytes",
                     head_size + header.byte_size, header.shape.to_string(), rest - header.byte_size),
         "", "Save several arrays with numpy.savez; if there is one, save it again."});
  }
  return read_elements(header, read, head_size, place);
}

Array parse_npy(std::span<const std::byte> bytes, std::string_view place) {
  std::span<const std::byte> rest = bytes;
  const auto read = [&](std::span<std::byte> target) {
    const std::size_t count = std::min(target.size(), rest.size());
    if (count > 0) std::memcpy(target.data(), rest.data(), count);
    rest = rest.subspan(count);
    return count;
  };
  return detail::read_npy_stream(read, bytes.size(), std::string(place));
}

Array read_npy(const std::filesystem::path& path) {
  const std::string content = read_file(path);
  return parse_npy(std::as_bytes(std::span(content)), path.string());
}

void write_npy(const std::filesystem::path& path, const Array& array) {
  const std::string head = detail::format_npy_head(array.dtype(), array.shape());
  AtomicFile output(path);
  output.write(head);
  output.write(std::span(array.bytes(), array.byte_size()));
  output.commit();
}

}  // namespace saem
