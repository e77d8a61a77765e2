#include "saem/data/arrays/array_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace saem::detail {
namespace {

std::string number_text(double value, DType dtype) {
  if (std::isnan(value)) return "";  // a cell without a value
  if (dtype == DType::f32 || dtype == DType::f16) return fmt::format("{}", static_cast<float>(value));
  return fmt::format("{}", value);
}

/// Column `k` of `width`.
TextColumn number_column(const Array& values, std::int64_t k, std::int64_t width) {
  std::vector<std::string> texts;
  texts.reserve(static_cast<std::size_t>(values.size() / width));
  for (std::int64_t i = k; i < values.size(); i += width)
    texts.push_back(number_text(values.at(i), values.dtype()));
  return TextColumn(texts);
}

ArrayColumns table_columns(const Array& values, const std::string& name,
                           const std::vector<std::string>& names) {
  ArrayColumns out;
  const std::int64_t width = values.shape().rank() == 1 ? 1 : values.shape()[1];
  for (std::int64_t k = 0; k < width; ++k) {
    const bool named = std::cmp_equal(names.size(), width);
    out.columns.push_back({named       ? names[static_cast<std::size_t>(k)]
                           : width > 1 ? fmt::format("{} {}", name, k + 1)
                                       : name,
                           number_column(values, k, width)});
  }
  return out;
}

/// (n, channels, height, width) with the channels last.
Array with_channels_last(const Array& pictures) {
  const Shape& s = pictures.shape();
  const std::int64_t points = s[2] * s[3];
  std::vector<std::int64_t> order;
  order.reserve(static_cast<std::size_t>(pictures.size()));
  for (std::int64_t i = 0; i < s[0]; ++i) {
    for (std::int64_t p = 0; p < points; ++p) {
      for (std::int64_t c = 0; c < s[1]; ++c) order.push_back((i * s[1] + c) * points + p);
    }
  }
  return pictures.reshape({pictures.size()}).take(order).reshape({s[0], s[2], s[3], s[1]});
}

/// What numbers are multiplied by to become bytes: 255 for floats from 0 to 1, 1 for whole numbers from 0 to
/// 255; nothing for others.
std::optional<double> byte_scale(const Array& values) {
  double least = 0, most = 0;
  for (std::int64_t i = 0; i < values.size(); ++i) {
    const double v = values.at(i);
    if (!std::isfinite(v)) return {};
    least = std::min(least, v);
    most = std::max(most, v);
  }
  if (least < 0 || most > 255 || most == 0) return {};
  const double scale = most > 1 ? 1 : 255;
  for (std::int64_t i = 0; i < values.size(); ++i) {
    const double v = values.at(i) * scale;
    if (std::abs(v - std::round(v)) > 1e-3) return {};
  }
  return scale;
}

/// Numbers that are the bytes of pictures, as bytes; nothing if they are not.
std::optional<Array> as_bytes_of_pictures(const Array& values) {
  if (values.dtype() == DType::u8) return values;
  const std::optional<double> scale = byte_scale(values);
  if (!scale) return {};
  Array bytes = Array::uninitialized(values.shape(), DType::u8);
  const std::span<std::uint8_t> to = bytes.mutable_data<std::uint8_t>();
  for (std::size_t i = 0; i < to.size(); ++i)
    to[i] = static_cast<std::uint8_t>(std::lround(values.at(static_cast<std::int64_t>(i)) * *scale));
  return bytes;
}

bool is_channels(std::int64_t n) { return n == 1 || n == 3; }

std::optional<ArrayColumns> picture_column(const Array& values) {
  const Shape& s = values.shape();
  if (s.rank() != 3 && s.rank() != 4) return {};
  const bool first = s.rank() == 4 && is_channels(s[1]) && !is_channels(s[3]);
  if (s.rank() == 4 && !is_channels(s[3]) && !first) return {};
  // Of three axes, other numbers than bytes are recordings, unless they are square.
  if (s.rank() == 3 && values.dtype() != DType::u8 && (s[1] != s[2] || s[1] < 8)) return {};
  std::optional<Array> bytes = as_bytes_of_pictures(values);
  if (!bytes) return {};
  if (first) bytes = with_channels_last(*bytes);
  ArrayColumns out;
  const Shape& shape = bytes->shape();
  out.notes.push_back(fmt::format("pictures of {}×{} (height, width){}{}", shape[1], shape[2],
                                  first ? ", their channels before that" : "",
                                  values.dtype() == DType::u8 ? "" : ", whose numbers are bytes"));
  out.columns.push_back({"picture", ArrayColumn{*bytes}});
  return out;
}

ArrayColumns series_column(const Array& values) {
  const Shape& s = values.shape();
  const Array numbers = values.astype(DType::f32);
  SeriesColumn series;
  for (std::int64_t c = 0; c < s[2]; ++c) series.channels.push_back(fmt::format("{}", c + 1));
  for (std::int64_t i = 0; i < s[0]; ++i)
    series.values.push_back(numbers.rows(i, i + 1).reshape({s[1], s[2]}));
  ArrayColumns out;
  out.notes.push_back(
      fmt::format("recordings of {} steps and {} channel{}", s[1], s[2], s[2] == 1 ? "" : "s"));
  out.columns.push_back({"series", std::move(series)});
  return out;
}

/// The place of the single 1 in each row of zeros and ones; nothing if there is another row.
std::optional<std::vector<std::int64_t>> classes_of_rows(const Array& values) {
  if (values.shape().rank() != 2 || values.shape()[1] < 2) return {};
  const std::int64_t width = values.shape()[1];
  std::vector<std::int64_t> classes;
  for (std::int64_t row = 0; row < values.shape()[0]; ++row) {
    std::int64_t found = -1;
    for (std::int64_t k = 0; k < width; ++k) {
      const double v = values.at(row * width + k);
      if (v == 0) continue;
      if (v != 1 || found >= 0) return {};
      found = k;
    }
    if (found < 0) return {};
    classes.push_back(found);
  }
  return classes;
}

/// The numbers as they are, or the names that stand for them.
TextColumn class_column(const std::vector<std::int64_t>& classes, const std::vector<std::string>& names) {
  const bool named =
      std::ranges::all_of(classes, [&](std::int64_t c) { return c >= 0 && std::cmp_less(c, names.size()); });
  std::vector<std::string> texts;
  for (const std::int64_t c : classes)
    texts.push_back(named ? names[static_cast<std::size_t>(c)] : fmt::format("{}", c));
  return TextColumn(texts);
}

}  // namespace

ArrayColumns input_columns(const NamedArray& array, const std::string& name,
                           const std::vector<std::string>& names) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&array.values))
    return {{{name, TextColumn(*texts)}}, {}};
  const Array& values = std::get<Array>(array.values);
  const Shape& s = values.shape();
  if (s.rank() == 1 || (s.rank() == 2 && s[1] >= 1 && s[1] <= most_array_columns))
    return table_columns(values, name, names);
  if (auto pictures = picture_column(values)) return std::move(*pictures);
  if (s.rank() == 3 && s[1] > 0 && s[2] > 0) return series_column(values);
  return {{{name, ArrayColumn{values}}}, {}};
}

ArrayColumns answer_columns(const NamedArray& array, const std::string& name,
                            const std::vector<std::string>& classes) {
  const auto* numbers = std::get_if<Array>(&array.values);
  if (numbers == nullptr) return {{{name, TextColumn(std::get<std::vector<std::string>>(array.values))}}, {}};
  if (const auto places = classes_of_rows(*numbers)) {
    return {{{name, class_column(*places, classes)}},
            {fmt::format("'{}' has a 1 among zeros in each row: the number of a class", name)}};
  }
  const Shape& s = numbers->shape();
  if (s.rank() >= 2 && s[s.rank() - 1] > 1) {
    ArrayColumns all = input_columns(array, name, {});
    all.notes.push_back(fmt::format(
        "'{0}' has several answers: all are predicted, unless some are named (--target '{0} 1')", name));
    return all;
  }
  if (classes.empty() || is_floating(numbers->dtype())) return table_columns(*numbers, name, {});
  std::vector<std::int64_t> whole;
  for (std::int64_t i = 0; i < numbers->size(); ++i)
    whole.push_back(static_cast<std::int64_t>(numbers->at(i)));
  return {{{name, class_column(whole, classes)}}, {}};
}

}  // namespace saem::detail
