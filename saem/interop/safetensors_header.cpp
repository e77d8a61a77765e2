#include "saem/interop/safetensors_header.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

constexpr std::string_view metadata_key = "__metadata__";
constexpr std::array<std::pair<std::string_view, DType>, dtype_count> dtype_names = {{
    {"F32", DType::f32},
    {"F64", DType::f64},
    {"BF16", DType::bf16},
    {"F16", DType::f16},
    {"I32", DType::i32},
    {"I64", DType::i64},
    {"U8", DType::u8},
    {"BOOL", DType::boolean},
}};

/// Receives the header's JSON piece by piece. Each piece must be the one that the format has in this place,
/// so nesting deeper than three levels, and a value of the wrong kind, stop at once and nothing of them is
/// kept.
class HeaderReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit HeaderReader(const std::string& place) : place_(place) {}

  SafetensorsHeader take() { return std::move(header_); }

  bool start_object(std::size_t) override {
    if (state_ == State::start) {
      state_ = State::file;
    } else if (state_ == State::file_value) {
      state_ = in_metadata_ ? State::metadata : State::tensor;
    } else {
      unexpected("an object");
    }
    return true;
  }

  bool key(std::string& text) override {
    if (state_ == State::file) {
      begin_entry(text);
    } else if (state_ == State::metadata) {
      if (header_.metadata.contains(text)) damaged(fmt::format("the metadata key '{}' occurs twice", text));
      metadata_name_ = text;
      state_ = State::metadata_value;
    } else {
      begin_field(text);
    }
    return true;
  }

  bool string(std::string& text) override {
    if (state_ == State::metadata_value) {
      header_.metadata.emplace(metadata_name_, text);
      state_ = State::metadata;
    } else if (state_ == State::dtype) {
      set_dtype(text);
      state_ = State::tensor;
    } else {
      unexpected("a text");
    }
    return true;
  }

  bool start_array(std::size_t) override {
    if (state_ == State::shape) {
      state_ = State::shape_value;
    } else if (state_ == State::offsets) {
      state_ = State::offsets_value;
    } else {
      unexpected("a list");
    }
    return true;
  }

  bool number_unsigned(std::uint64_t value) override {
    if (state_ == State::shape_value) {
      if (dims_.size() == Shape::max_rank) {
        damaged(fmt::format("tensor '{}' has more than {} dimensions", entry_.name, Shape::max_rank));
      }
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        damaged(fmt::format("tensor '{}' has a dimension of {}", entry_.name, value));
      }
      dims_.push_back(static_cast<std::int64_t>(value));
    } else if (state_ == State::offsets_value) {
      if (offsets_.size() == 2) damaged(fmt::format("tensor '{}' has more than two offsets", entry_.name));
      offsets_.push_back(value);
    } else {
      unexpected("a number");
    }
    return true;
  }

  bool end_array() override {
    state_ = State::tensor;
    return true;
  }

  bool end_object() override {
    if (state_ == State::tensor) finish_entry();
    state_ = state_ == State::file ? State::end : State::file;
    return true;
  }

  bool null() override { unexpected("null"); }
  bool boolean(bool) override { unexpected("true or false"); }
  bool number_integer(std::int64_t value) override { unexpected(fmt::format("the number {}", value)); }
  bool number_float(double, const std::string& text) override {
    unexpected(fmt::format("the number {}", text));
  }
  bool binary(nlohmann::json::binary_t&) override { unexpected("binary data"); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    damaged(fmt::format("the header is not valid JSON at its byte {}", position));
  }

 private:
  /// What has just been read: `file` is inside the outermost braces, `file_value` behind a key there, and so
  /// on.
  enum class State {
    start,
    file,
    file_value,
    metadata,
    metadata_value,
    tensor,
    dtype,
    shape,
    shape_value,
    offsets,
    offsets_value,
    end
  };

  [[noreturn]] void damaged(const std::string& problem) const {
    fail<FileError>(
        {place_, problem, "", "The file is damaged, or no safetensors file. Take it from a copy again."});
  }

  [[noreturn]] void unexpected(std::string_view what) const {
    if (in_metadata_) damaged(fmt::format("the metadata has {} where only texts are allowed", what));
    if (entry_.name.empty()) damaged(fmt::format("the header has {} in a wrong place", what));
    damaged(fmt::format("the header's entry of tensor '{}' has {} in a wrong place", entry_.name, what));
  }

  void begin_entry(const std::string& text) {
    if (!names_.insert(text).second) damaged(fmt::format("the header has the name '{}' twice", text));
    in_metadata_ = text == metadata_key;
    if (!in_metadata_) entry_ = {.name = text, .dtype = DType::f32, .shape = {}, .begin = 0, .end = 0};
    dims_.clear();
    offsets_.clear();
    has_dtype_ = has_shape_ = has_offsets_ = false;
    state_ = State::file_value;
  }

  void begin_field(const std::string& text) {
    bool* seen = nullptr;
    if (text == "dtype") {
      seen = &has_dtype_;
      state_ = State::dtype;
    } else if (text == "shape") {
      seen = &has_shape_;
      state_ = State::shape;
    } else if (text == "data_offsets") {
      seen = &has_offsets_;
      state_ = State::offsets;
    } else {
      damaged(fmt::format("the header's entry of tensor '{}' has the unknown field '{}'", entry_.name, text));
    }
    if (*seen) damaged(fmt::format("the header's entry of tensor '{}' has '{}' twice", entry_.name, text));
    *seen = true;
  }

  void set_dtype(const std::string& text) {
    for (const auto& [name, dtype] : dtype_names) {
      if (name == text) {
        entry_.dtype = dtype;
        return;
      }
    }
    fail<FileError>(
        {place_,
         fmt::format("tensor '{}' has the element type '{}', which saem does not read", entry_.name, text),
         "it reads F64, F32, BF16, F16, I64, I32, U8 and BOOL",
         "Convert the tensor to one of these in the program that wrote the file."});
  }

  void finish_entry() {
    if (!has_dtype_ || !has_shape_ || offsets_.size() != 2) {
      damaged(fmt::format("the header's entry of tensor '{}' lacks its dtype, shape or two offsets",
                          entry_.name));
    }
    entry_.shape = Shape(std::span<const std::int64_t>(dims_));
    entry_.begin = offsets_[0];
    entry_.end = offsets_[1];
    std::uint64_t bytes = item_size(entry_.dtype);
    for (const std::int64_t dim : dims_) {
      if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(dim), &bytes)) {
        damaged(fmt::format("the size of tensor '{}', shape ({}), overflows", entry_.name,
                            fmt::join(dims_, ", ")));
      }
    }
    if (entry_.begin > entry_.end || entry_.end - entry_.begin != bytes) {
      damaged(fmt::format("tensor '{}' needs {} bytes but its offsets are [{}, {})", entry_.name, bytes,
                          entry_.begin, entry_.end));
    }
    header_.entries.push_back(std::move(entry_));
    entry_ = {};
  }

  const std::string& place_;
  SafetensorsHeader header_;
  State state_ = State::start;
  std::set<std::string> names_;
  std::string metadata_name_;
  SafetensorsEntry entry_;
  std::vector<std::int64_t> dims_;
  std::vector<std::uint64_t> offsets_;
  bool in_metadata_ = false;
  bool has_dtype_ = false;
  bool has_shape_ = false;
  bool has_offsets_ = false;
};

std::string quoted(const std::string& text) {
  try {
    return nlohmann::json(text).dump();
  } catch (const nlohmann::json::type_error&) {
    fail<ValueError>({"write_safetensors",
                      fmt::format("a name or metadata text of {} bytes is not UTF-8", text.size()), "",
                      "Give names and metadata as UTF-8 text."});
  }
}

std::string_view format_dtype(DType dtype) {
  for (const auto& [name, value] : dtype_names) {
    if (value == dtype) return name;
  }
  fail<DTypeError>(
      {"write_safetensors", fmt::format("no safetensors name for {}", saem::name(dtype)), "", ""});
}

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view json, const std::string& place) {
  // The JSON library skips a byte order mark and takes a zero byte for the end of its input: neither may be
  // here.
  if (!json.starts_with('{') || json.find('\0') != std::string_view::npos) {
    fail<FileError>({place, "the header is not valid JSON", "it must begin with '{' and hold no zero byte",
                     "The file is damaged, or no safetensors file. Take it from a copy again."});
  }
  HeaderReader reader(place);
  nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
  return reader.take();
}

std::string format_safetensors_header(const SafetensorsHeader& header) {
  std::string json = "{\"__metadata__\":{";
  std::string_view separator;
  for (const auto& [key, value] : header.metadata) {
    json += fmt::format("{}{}:{}", std::exchange(separator, ","), quoted(key), quoted(value));
  }
  json += '}';
  for (const SafetensorsEntry& entry : header.entries) {
    json +=
        fmt::format(R"(,{}:{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})", quoted(entry.name),
                    format_dtype(entry.dtype), fmt::join(entry.shape.dims(), ","), entry.begin, entry.end);
  }
  json += '}';
  return json;
}

}  // namespace saem::detail
