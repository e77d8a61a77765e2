#include "saem/interop/npy_header.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

/// An element type of NumPy that saem reads, and the dtype that holds all of its values.
struct Element {
  std::string_view code;
  DType dtype;
};
constexpr std::array elements = {
    Element{"b1", DType::boolean}, Element{"i1", DType::i32}, Element{"i2", DType::i32},
    Element{"i4", DType::i32},     Element{"i8", DType::i64}, Element{"u1", DType::u8},
    Element{"u2", DType::i32},     Element{"u4", DType::i64}, Element{"f2", DType::f16},
    Element{"f4", DType::f32},     Element{"f8", DType::f64},
};

/// What NumPy can save and saem does not read, by the first letters of its code.
struct Refused {
  std::string_view code;
  std::string_view what;
  std::string_view advice;
};
constexpr std::array refused = {
    Refused{"O", "Python objects, which only a pickle can hold, and reading a pickle may run any program",
            "Save the numbers themselves: np.save(path, np.asarray(x, dtype='float32'))."},
    Refused{"S", "byte strings", "Save numbers in their place: np.unique(x, return_inverse=True)[1]."},
    Refused{"a", "byte strings", "Save numbers in their place: np.unique(x, return_inverse=True)[1]."},
    Refused{"U", "texts", "Save numbers in their place: np.unique(x, return_inverse=True)[1]."},
    Refused{"V", "raw bytes or structures",
            "Save x.astype('float32') if these are bfloat16 numbers, or each field as an array of its own."},
    Refused{"M", "dates", "Save x.astype('int64')."},
    Refused{"m", "time differences", "Save x.astype('int64')."},
    Refused{"c", "complex numbers", "Save x.real and x.imag as two arrays."},
    Refused{"u8", "uint64 numbers", "Save x.astype('int64') if no value is above 2⁶³ - 1."},
    Refused{"f", "floating numbers of this size", "Save x.astype('float64')."},
};

/// A short piece of the header for messages, with nothing in it that a terminal could not show.
std::string excerpt(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string shown(text.substr(0, longest));
  for (char& c : shown)
    if (c < ' ' || c > '~') c = '?';
  return text.size() > longest ? shown + "…" : shown;
}

/// Walks over the Python literal.
class Literal {
 public:
  Literal(std::string_view text, std::uint64_t offset, const std::string& place)
      : text_(text), offset_(offset), place_(place) {}

  [[noreturn]] void damaged(std::string_view expected) const {
    const std::string_view rest = text_.substr(position_);
    fail<FileError>(
        {place_,
         fmt::format("the NumPy header is damaged: at byte {}, expected {}, received {}", offset_ + position_,
                     expected, rest.empty() ? "its end" : fmt::format("\"{}\"", excerpt(rest))),
         "", "Save the array again with numpy.save, or take the file from a copy."});
  }

  [[noreturn]] void unsupported(std::string_view problem, std::string_view advice) const {
    fail<UnsupportedError>(
        {place_, fmt::format("at byte {}: {}", offset_ + position_, problem), "", std::string(advice)});
  }

  [[nodiscard]] char peek() {
    while (position_ < text_.size() &&
           std::string_view(" \t\n\v\f\r").find(text_[position_]) != std::string_view::npos)
      ++position_;
    return position_ < text_.size() ? text_[position_] : '\0';
  }
  [[nodiscard]] bool at_end() {
    (void)peek();
    return position_ == text_.size();
  }
  [[nodiscard]] bool accept(char c) {
    if (at_end() || text_[position_] != c) return false;
    ++position_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) damaged(fmt::format("'{}'", c));
  }
  [[nodiscard]] bool accept_word(std::string_view word) {
    (void)peek();
    if (!text_.substr(position_).starts_with(word)) return false;
    position_ += word.size();
    return true;
  }

  std::string_view text(std::string_view expected) {
    const char quote = peek();
    if (quote != '\'' && quote != '"') damaged(expected);
    const std::size_t end = text_.find(quote, position_ + 1);
    if (end == std::string_view::npos) damaged("a text that ends");
    const std::string_view content = text_.substr(position_ + 1, end - position_ - 1);
    if (content.find('\\') != std::string_view::npos) damaged(expected);
    position_ = end + 1;
    return content;
  }

  std::int64_t extent() {
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
    const char first = peek();
    if (first < '0' || first > '9') damaged("an extent, a number that is not negative");
    std::int64_t value = 0;
    std::size_t end = position_;
    for (; end < text_.size() && text_[end] >= '0' && text_[end] <= '9'; ++end) {
      const int digit = text_[end] - '0';
      if (value > (largest - digit) / 10) damaged("an extent below 2⁶³");
      value = value * 10 + digit;
    }
    if (end < text_.size() && text_[end] == 'L') ++end;  // Python 2 wrote its long numbers so
    position_ = end;
    return value;
  }

  [[nodiscard]] std::size_t position() const { return position_; }
  void back_to(std::size_t position) { position_ = position; }
  [[nodiscard]] std::string_view rest() const { return text_.substr(position_); }

 private:
  std::string_view text_;
  std::uint64_t offset_;
  const std::string& place_;
  std::size_t position_ = 0;
};

void read_descr(Literal& in, NpyHeader& header) {
  const char first = in.peek();
  if (first == '[' || first == '(') {
    in.unsupported(
        fmt::format("the elements are structures, {}, which saem does not read", excerpt(in.rest())),
        "Save each field as an array of its own: np.savez(path, **{f: x[f] for f in "
        "x.dtype.names}).");
  }
  const std::size_t begin = in.position();
  const std::string_view descr = in.text("the element type, such as '<f4'");
  std::string_view code = descr;
  if (!code.empty() && std::string_view("<>|=").find(code[0]) != std::string_view::npos) {
    header.big_endian = code[0] == '>';
    code.remove_prefix(1);
  }
  for (const Element& element : elements) {
    if (element.code != code) continue;
    header.dtype = element.dtype;
    header.kind = code[0];
    header.element_size = static_cast<std::size_t>(code[1] - '0');
    return;
  }
  in.back_to(begin);
  for (const auto& [start, what, advice] : refused) {
    if (!code.starts_with(start)) continue;
    in.unsupported(fmt::format("the elements are {} ('{}'), which saem does not read", what, excerpt(descr)),
                   advice);
  }
  in.damaged("an element type of NumPy, such as '<f4'");
}

void read_order(Literal& in, NpyHeader& header) {
  header.fortran_order = in.accept_word("True");
  if (!header.fortran_order && !in.accept_word("False")) in.damaged("True or False");
}

void read_shape(Literal& in, NpyHeader& header) {
  in.expect('(');
  std::vector<std::int64_t> dims;
  bool separated = true;
  while (!in.accept(')')) {
    if (!separated) in.damaged("',' or ')'");
    if (dims.size() == Shape::max_rank) {
      in.unsupported(
          fmt::format("the array has more than {} axes, which saem does not read", Shape::max_rank),
          "Save it with fewer axes: np.save(path, x.reshape(...)).");
    }
    dims.push_back(in.extent());
    separated = in.accept(',');
  }
  if (dims.size() == 1 && !separated) in.damaged("a comma, as in (5,)");
  header.shape = Shape(std::span<const std::int64_t>(dims));
}

/// Bytes of all elements; nothing where one axis is empty, however long the others claim to be.
std::optional<std::uint64_t> byte_size(const NpyHeader& header) {
  std::uint64_t bytes = header.element_size;
  for (const std::int64_t dim : header.shape)
    if (dim == 0) return 0;
  for (const std::int64_t dim : header.shape)
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(dim), &bytes)) return std::nullopt;
  return bytes;
}

std::string_view code_of(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return "<f4";
    case DType::f64:
      return "<f8";
    case DType::f16:
      return "<f2";
    case DType::i32:
      return "<i4";
    case DType::i64:
      return "<i8";
    case DType::u8:
      return "|u1";
    case DType::boolean:
      return "|b1";
    case DType::bf16:
      break;
  }
  fail<DTypeError>({"write_npy", "NumPy has no bfloat16", "", "Give the array as astype(DType::f32)."});
}

}  // namespace

NpyHeader parse_npy_header(std::string_view text, std::uint64_t offset, const std::string& place) {
  NpyHeader header;
  Literal in(text, offset, place);
  bool has_descr = false, has_order = false, has_shape = false;
  const auto once = [&](bool& seen) {
    if (std::exchange(seen, true)) in.damaged("a key that is not there already");
  };
  in.expect('{');
  bool separated = true;
  while (!in.accept('}')) {
    if (!separated) in.damaged("',' or '}'");
    const std::size_t begin = in.position();
    const std::string_view key = in.text("'descr', 'fortran_order' or 'shape'");
    in.expect(':');
    if (key == "descr") {
      once(has_descr);
      read_descr(in, header);
    } else if (key == "fortran_order") {
      once(has_order);
      read_order(in, header);
    } else if (key == "shape") {
      once(has_shape);
      read_shape(in, header);
    } else {
      in.back_to(begin);
      in.damaged("'descr', 'fortran_order' or 'shape'");
    }
    separated = in.accept(',');
  }
  if (!has_descr || !has_order || !has_shape)
    in.damaged("'descr', 'fortran_order' and 'shape' before the end");
  if (!in.at_end()) in.damaged("nothing behind the dictionary");
  const auto bytes = byte_size(header);
  if (!bytes)
    in.damaged(fmt::format("elements that fit into a file; shape {} does not", header.shape.to_string()));
  header.byte_size = *bytes;
  return header;
}

std::string format_npy_head(DType dtype, const Shape& shape) {
  constexpr std::size_t alignment = 64;
  constexpr std::size_t prefix_size = 10;
  std::string extents;
  for (const std::int64_t dim : shape) extents += fmt::format("{}{}", extents.empty() ? "" : " ", dim) + ",";
  if (shape.rank() > 1) extents.pop_back();  // (5,) needs its comma
  std::string text =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", code_of(dtype), extents);
  text.append(alignment - 1 - (prefix_size + text.size()) % alignment, ' ');
  text += '\n';
  std::string head("\x93NUMPY\x01\x00", 8);
  head += static_cast<char>(text.size() & 0xFF);
  head += static_cast<char>(text.size() >> 8);
  return head + text;
}

}  // namespace saem::detail
