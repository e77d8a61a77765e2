#include "saem/data/idx.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "saem/core/error.h"
#include "saem/data/byte_reader.h"
#include "saem/data/file_kind.h"

namespace saem {
namespace {

/// An IDX element type: its code, its size in the file, and the dtype that holds it.
struct Element {
  unsigned code;
  std::size_t size;
  DType dtype;
};
constexpr std::array elements = {
    Element{0x08, 1, DType::u8},  Element{0x09, 1, DType::i32}, Element{0x0B, 2, DType::i32},
    Element{0x0C, 4, DType::i32}, Element{0x0D, 4, DType::f32}, Element{0x0E, 8, DType::f64},
};

struct Header {
  Element element;
  Shape shape;
  std::uint64_t byte_size = 0;  ///< of the elements in the file
};

[[noreturn]] void damaged(const ByteReader& reader, const std::string& problem,
                          const std::string& context = "") {
  fail<FileError>({reader.place(), problem, context, "The IDX file is damaged. Copy or download it again."});
}

[[noreturn]] void not_idx(const ByteReader& reader, std::string_view first_bytes) {
  const std::string_view kind = describe_content(first_bytes);
  fail<FileError>({reader.place(),
                   fmt::format("not an IDX file: {} is {}",
                               reader.is_gzip() ? "the content of this gzip archive" : "this", kind),
                   "an IDX file begins with two zero bytes, an element type and a number of dimensions",
                   "Give a file in the format of MNIST, such as train-images-idx3-ubyte or its .gz."});
}

const Element& element_of_code(const ByteReader& reader, unsigned code) {
  const auto found =
      std::find_if(elements.begin(), elements.end(), [&](const Element& e) { return e.code == code; });
  if (found == elements.end()) {
    damaged(reader, fmt::format("the IDX header names the unknown element type {:#04x}", code),
            "known are 0x08 u8, 0x09 i8, 0x0b i16, 0x0c i32, 0x0d f32 and 0x0e f64");
  }
  return *found;
}

Header read_header(ByteReader& reader) {
  std::array<char, 64>
      head{};  // Room for the longest header (4 + 8·4 bytes) and for recognising what else it may be.
  const auto bytes = std::as_writable_bytes(std::span(head));
  std::size_t known = reader.read(bytes.first(4));
  if (known < 4 || head[0] != 0 || head[1] != 0) {
    if (known == 4) known += reader.read(bytes.subspan(4));
    not_idx(reader, std::string_view(head.data(), known));
  }
  Header header{.element = element_of_code(reader, std::to_integer<unsigned>(bytes[2])), .shape = {}};
  const std::size_t rank = std::to_integer<std::size_t>(bytes[3]);
  if (rank < 1 || rank > Shape::max_rank) {
    damaged(reader, fmt::format("the IDX header has {} dimensions, expected 1 to {}", rank, Shape::max_rank));
  }
  if (reader.read(bytes.subspan(4, 4 * rank)) < 4 * rank)
    damaged(reader, "the file ends within its IDX header");

  std::vector<std::int64_t> dims(rank);
  header.byte_size = header.element.size;
  bool overflow = false;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    std::uint64_t dim = 0;
    for (const std::byte byte : bytes.subspan(4 + 4 * axis, 4))
      dim = dim << 8 | std::to_integer<std::uint64_t>(byte);
    dims[axis] = static_cast<std::int64_t>(dim);
    overflow = overflow || __builtin_mul_overflow(header.byte_size, dim, &header.byte_size);
  }
  if (overflow || header.byte_size > reader.size_limit()) {
    damaged(reader,
            fmt::format("the IDX header promises {} elements, more than the file can hold",
                        fmt::join(dims, " × ")),
            "the file is cut short, or its header damaged");
  }
  header.shape = Shape(std::span<const std::int64_t>(dims));
  return header;
}

/// Reads exactly the elements into `target`, and nothing may follow.
void read_elements(ByteReader& reader, std::span<std::byte> target) {
  const std::size_t count = reader.read(target);
  if (count < target.size()) {
    damaged(reader,
            fmt::format("the file is cut short: {} of {} bytes of elements are there", count, target.size()));
  }
  if (!reader.at_end())
    damaged(reader, fmt::format("the file goes on behind the {} bytes that its header promises", count));
}

/// From big-endian elements of `size` bytes to the machine's order.
void swap_bytes(std::span<std::byte> bytes, std::size_t size) {
  if (size == 1) return;
  for (std::size_t i = 0; i < bytes.size(); i += size)
    std::reverse(bytes.begin() + i, bytes.begin() + i + size);
}

/// i8 and i16 elements as i32.
Array read_widened(ByteReader& reader, const Header& header) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(header.byte_size));
  read_elements(reader, bytes);
  Array array = Array::uninitialized(header.shape, DType::i32);
  const std::span<std::int32_t> values = array.mutable_data<std::int32_t>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (header.element.size == 1) {
      values[i] = static_cast<std::int8_t>(bytes[i]);
    } else {
      const unsigned word =
          std::to_integer<unsigned>(bytes[2 * i]) << 8 | std::to_integer<unsigned>(bytes[2 * i + 1]);
      values[i] = static_cast<std::int16_t>(word);
    }
  }
  return array;
}

}  // namespace

Array read_idx(const std::filesystem::path& path) {
  ByteReader reader(path);
  const Header header = read_header(reader);
  if (header.element.size < item_size(header.element.dtype)) return read_widened(reader, header);
  Array array = Array::uninitialized(header.shape, header.element.dtype);
  const std::span<std::byte> bytes(array.mutable_bytes(), array.byte_size());
  read_elements(reader, bytes);
  swap_bytes(bytes, header.element.size);
  return array;
}

}  // namespace saem
