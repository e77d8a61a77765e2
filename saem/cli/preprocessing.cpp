#include "saem/cli/preprocessing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/core/parse_json.h"
#include "saem/data/image.h"

namespace saem::cli {
namespace {

Array read_pixels(const std::string& path, const ImageOptions& options) {
  if (path != "-") return read_image(path, options);
  const std::string bytes{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  return decode_image(std::as_bytes(std::span(bytes)), "standard input", options);
}

}  // namespace

std::string Preprocessing::to_json() const {
  return nlohmann::ordered_json{
      {"kind", "picture"}, {"height", height}, {"width", width}, {"channels", channels}, {"scale", scale}}
      .dump();
}

Preprocessing Preprocessing::from_json(std::string_view text, std::string_view place) {
  const auto reject = [&](std::string_view problem) {
    fail<FileError>({.place = std::string(place),
                     .problem = fmt::format("its preprocessing {}", problem),
                     .context = fmt::format("found {}", text.substr(0, 200)),
                     .advice = "Train the model again, or use a newer saem."});
  };
  const auto json = parse_json(text);
  if (!json.is_object() || json.value("kind", nlohmann::json()) != "picture")
    reject("is not one for pictures");
  const auto whole = [&](const char* key, std::int64_t most) {
    const auto found = json.find(key);
    const bool valid = found != json.end() && found->is_number_integer() && found->get<std::int64_t>() >= 1 &&
                       found->get<std::int64_t>() <= most;
    if (!valid) reject(fmt::format("lacks a whole number '{}' from 1 to {}", key, most));
    return found->get<std::int64_t>();
  };
  constexpr std::int64_t most_pixels = 1 << 15;
  Preprocessing p{.height = whole("height", most_pixels),
                  .width = whole("width", most_pixels),
                  .channels = whole("channels", 3),
                  .scale = 0};
  const auto scale = json.find("scale");
  if (scale == json.end() || !scale->is_number() || !std::isfinite(scale->get<double>()))
    reject("lacks a number 'scale'");
  if (p.channels == 2) reject("has 2 channels");
  p.scale = scale->get<double>();
  return p;
}

std::string Preprocessing::describe() const {
  return fmt::format("{}×{} pixels, {}", height, width, channels == 1 ? "grey" : "colour");
}

Preprocessing bytes_as_they_are(const Shape& picture) {
  return {.height = picture[0], .width = picture[1], .channels = picture[2], .scale = 1};
}

Array read_picture(const std::string& path, const Preprocessing& preprocessing, const PictureOptions& options,
                   std::string& resized) {
  Array pixels = read_pixels(path, {.channels = static_cast<int>(preprocessing.channels)});
  const std::int64_t height = pixels.shape()[0];
  const std::int64_t width = pixels.shape()[1];
  resized.clear();
  if (height != preprocessing.height || width != preprocessing.width) {
    const std::string change =
        fmt::format("{}×{} → {}×{}", width, height, preprocessing.width, preprocessing.height);
    if (!options.resize) {
      fail<ShapeError>(
          {.place = path,
           .problem = fmt::format("the model takes pictures of {}×{} pixels (width × height), received {}×{}",
                                  preprocessing.width, preprocessing.height, width, height),
           .context = "",
           .advice = "Resize it, or give --resize to have it done here."});
    }
    pixels = resize_area(pixels, preprocessing.height, preprocessing.width);
    resized = change;
  }
  Array input(Shape{1, preprocessing.height, preprocessing.width, preprocessing.channels});
  const std::span<const std::uint8_t> from = pixels.data<std::uint8_t>();
  const auto brightness = [&](std::uint8_t byte) { return options.invert ? 255 - byte : byte; };
  std::ranges::transform(from, input.mutable_data<float>().begin(), [&](std::uint8_t byte) {
    return static_cast<float>(brightness(byte) * preprocessing.scale);
  });
  return input;
}

}  // namespace saem::cli
