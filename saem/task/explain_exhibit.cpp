#include "saem/task/explain_exhibit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_map>

#include "saem/data/column_index.h"
#include "saem/data/image.h"
#include "saem/data/pictures/loader.h"
#include "saem/data/sounds/wav.h"
#include "saem/task/files_of.h"

namespace saem::detail {
namespace {

constexpr std::int64_t largest_side_shown = 160, most_cells_of_array = 24;

/// No larger than is shown, in its own proportions.
Shape shown_size(std::int64_t height, std::int64_t width) {
  const double factor =
      std::min(1.0, static_cast<double>(largest_side_shown) / static_cast<double>(std::max(height, width)));
  const auto side = [&](std::int64_t s) {
    return std::max<std::int64_t>(1, std::llround(static_cast<double>(s) * factor));
  };
  return {side(height), side(width)};
}

std::string picture_of_file(const std::filesystem::path& file) {
  const Shape shape = picture_shape(file);
  const Shape size = shown_size(shape[0], shape[1]);
  return encode_png(
      load_picture(file, {.height = size[0], .width = size[1], .channels = shape[2] == 1 ? 1 : 3}));
}

/// (height, width) or (height, width, 1 or 3), bytes or numbers of any range.
std::string picture_of_array(const Array& values, const Shape& shape) {
  const std::int64_t channels = shape.rank() == 3 ? shape[2] : 1;
  Array bytes({shape[0], shape[1], channels}, DType::u8);
  const std::span<std::uint8_t> to = bytes.mutable_data<std::uint8_t>();
  double low = 0, high = 255;
  if (values.dtype() != DType::u8) {
    low = std::numeric_limits<double>::infinity();
    high = -low;
    for (std::int64_t i = 0; i < values.size(); ++i) {
      if (std::isfinite(values.at(i))) low = std::min(low, values.at(i)), high = std::max(high, values.at(i));
    }
  }
  for (std::size_t i = 0; i < to.size(); ++i) {
    const double share = high > low ? (values.at(static_cast<std::int64_t>(i)) - low) / (high - low) : 0.0;
    to[i] =
        std::isfinite(share) ? static_cast<std::uint8_t>(std::lround(255 * std::clamp(share, 0.0, 1.0))) : 0;
  }
  const Shape size = shown_size(shape[0], shape[1]);
  return encode_png(size[0] == shape[0] && size[1] == shape[1] ? bytes
                                                               : resize_area(bytes, size[0], size[1]));
}

/// (steps, channels), cut or lengthened to as many steps as the network looks at.
std::vector<Exhibit::Channel> channels_of(const Array& recording, const std::vector<std::string>& names,
                                          std::int64_t steps) {
  const std::int64_t width = recording.shape().rank() > 1 ? recording.shape()[1] : 1;
  std::vector<Exhibit::Channel> channels;
  for (std::int64_t c = 0; c < width; ++c) {
    const auto index = static_cast<std::size_t>(c);
    Exhibit::Channel channel{.name = index < names.size() ? names[index] : fmt::format("{}", c + 1)};
    for (std::int64_t t = 0; t < steps; ++t)
      channel.values.push_back(t < recording.shape()[0] ? recording.at(t * width + c)
                                                        : std::numeric_limits<double>::quiet_NaN());
    channels.push_back(std::move(channel));
  }
  return channels;
}

std::vector<Exhibit::Channel> channels_of_sound(const std::filesystem::path& file, const Encoder& encoder) {
  const Sound sound = read_wav(file);
  const nlohmann::ordered_json json = encoder.to_json();
  const double seconds = json.at("length").get<double>() / json.at("rate").get<double>();
  const auto steps = static_cast<std::int64_t>(seconds * static_cast<double>(sound.rate));
  return channels_of(to_mono(sound.samples), {"sound"}, std::max<std::int64_t>(steps, 2));
}

/// One example of an array for all.
Exhibit exhibit_of_array(const Array& all, std::int64_t example) {
  const Array one = all.rows(example, example + 1);
  const Shape shape = one.shape().slice(1, one.shape().rank());
  Exhibit e;
  const bool is_picture = shape.rank() == 3 ? shape[2] == 1 || shape[2] == 3 : is_pictures(all);
  if (is_picture) {
    e.picture = picture_of_array(one, shape);
  } else if (shape.rank() == 2) {
    e.channels = channels_of(one.reshape(shape), {}, shape[0]);
  } else if (shape.rank() == 1 && shape[0] > most_cells_of_array) {
    e.channels = channels_of(one.reshape({shape[0], 1}), {}, shape[0]);
  }
  return e;
}

}  // namespace

std::vector<ColumnExhibit> exhibits_of(const Inputs& inputs, const Samples& samples, std::int64_t example,
                                       const std::vector<std::string>& columns_first) {
  std::vector<ColumnExhibit> all;
  Exhibit cells;
  const ColumnIndex index(samples);
  const auto at = static_cast<std::size_t>(example);
  for (std::size_t c = 0; c < inputs.columns().size(); ++c) {
    const Inputs::Column& input = inputs.columns()[c];
    const Samples::Column& column = index.column(input.name);
    Exhibit e;
    if (const auto* texts = std::get_if<TextColumn>(&column.values)) {
      const std::string text((*texts)[example]);
      (input.encoder->type() == "text" ? e.text : cells.cells.emplace_back(input.name, "").second) = text;
    } else if (const auto* series = std::get_if<SeriesColumn>(&column.values)) {
      e.channels = channels_of(series->values[at], series->channels, input.encoder->output().shape[0]);
    } else if (const auto* files = std::get_if<FileColumn>(&column.values)) {
      if (files->kind == FileColumn::Kind::picture) {
        e.picture = picture_of_file(files->files[at]);
      } else {
        e.channels = channels_of_sound(files->files[at], *input.encoder);
      }
    } else if (const auto* array = std::get_if<ArrayColumn>(&column.values)) {
      e = exhibit_of_array(array->values, example);
      const Array one = array->values.rows(example, example + 1);
      for (std::int64_t i = 0;
           i < one.size() && i < most_cells_of_array && e.picture.empty() && e.channels.empty(); ++i)
        cells.cells.emplace_back(one.size() == 1 ? input.name : fmt::format("{} {}", input.name, i + 1),
                                 fmt::format("{:.6g}", one.at(i)));
    }
    e.caption = input.name;
    if (!e.text.empty() || !e.picture.empty() || !e.channels.empty())
      all.push_back({std::move(e), static_cast<int>(c)});
  }
  std::unordered_map<std::string_view, std::size_t> ranks;
  for (const std::string& name : columns_first) ranks.emplace(name, ranks.size());
  const auto rank = [&](const auto& cell) {
    const auto found = ranks.find(cell.first);
    return found == ranks.end() ? ranks.size() : found->second;
  };
  std::ranges::stable_sort(cells.cells, {}, rank);
  if (!cells.cells.empty()) all.push_back({std::move(cells), -1});
  return all;
}

}  // namespace saem::detail
