#include "saem/task/picture_encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/task/encoders.h"
#include "saem/task/files_of.h"

namespace saem::detail {
namespace {

constexpr std::int64_t largest_side =
    64;  // of what is found out: a network on more takes long on a processor
constexpr std::size_t files_measured = 100;

/// Bytes (n, height, width, channels); null if the column holds no pictures in memory.
std::optional<Array> bytes_of(const Samples::Column& column) {
  const auto* array = std::get_if<ArrayColumn>(&column.values);
  if (array == nullptr || !is_pictures(array->values)) return {};
  const Shape& shape = array->values.shape();
  return shape.rank() == 4 ? array->values : array->values.reshape(shape.inserted(3, 1));
}

/// Pictures of any size, stretched to one: files, or bytes in memory.
class ResizingEncoder final : public PictureEncoder {
 public:
  /// 0: found out.
  ResizingEncoder(std::int64_t height, std::int64_t width) : height_(height), width_(width) {}
  [[nodiscard]] std::string_view type() const noexcept override { return "picture"; }
  void fit(const Samples& samples, const Samples::Column& column) override {
    const std::optional<Array> bytes = bytes_of(column);
    if (!bytes) return fit_files(files_of(samples, column, FileColumn::Kind::picture));
    height_ = bytes->shape()[1];
    width_ = bytes->shape()[2];
    channels_ = bytes->shape()[3];
  }

  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override {
    const std::optional<Array> bytes = bytes_of(column);
    if (!bytes) return load_pictures(files_of(samples, column, FileColumn::Kind::picture), size()).pictures;
    const Shape expected{bytes->shape()[0], height_, width_, channels_};
    if (bytes->shape() == expected) return *bytes;
    fail<ShapeError>(
        {fmt::format("{}: '{}'", samples.name, column.name),
         fmt::format("the model takes pictures of {}×{}×{} (height, width, channels), received {}×{}×{}",
                     height_, width_, channels_, bytes->shape()[1], bytes->shape()[2], bytes->shape()[3]),
         "", "Give data like those that the model was trained on (see saem summary MODEL)."});
  }

  [[nodiscard]] Output output() const override {
    return {.kind = Output::Kind::picture, .shape = {height_, width_, channels_}, .scale = 1.0 / 255};
  }

  [[nodiscard]] nlohmann::ordered_json to_json() const override {
    return {{"type", "picture"}, {"height", height_}, {"width", width_}, {"channels", channels_}};
  }

  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json) {
    const auto height = json.at("height").get<std::int64_t>(), width = json.at("width").get<std::int64_t>();
    const auto channels = json.at("channels").get<std::int64_t>();
    const auto is_side = [](std::int64_t side) { return side >= 1 && side <= 1 << 14; };
    if (!is_side(height) || !is_side(width) || (channels != 1 && channels != 3))
      fail<ValueError>({"picture", fmt::format("a size of {}×{}×{}", height, width, channels), "", ""});
    auto encoder = std::make_unique<ResizingEncoder>(height, width);
    encoder->channels_ = channels;
    return encoder;
  }

  [[nodiscard]] std::string describe() const override {
    return fmt::format("pictures, {}×{} pixels, {}", height_, width_, channels_ == 1 ? "grey" : "colour");
  }

  [[nodiscard]] PictureSize size() const noexcept override {
    return {.height = height_, .width = width_, .channels = static_cast<int>(channels_)};
  }

 private:
  void fit_files(std::span<const std::filesystem::path> files) {
    std::vector<std::int64_t> heights, widths;
    channels_ = 1;
    const std::size_t stride = std::max<std::size_t>(1, files.size() / files_measured);
    for (std::size_t i = 0; i < files.size(); i += stride) {
      const Shape shape = picture_shape(files[i]);
      heights.push_back(shape[0]);
      widths.push_back(shape[1]);
      channels_ = std::max(channels_, shape[2]);
    }
    const auto middle = [](std::vector<std::int64_t>& sizes) {
      std::ranges::sort(sizes);
      return std::clamp<std::int64_t>(sizes[sizes.size() / 2], 8, largest_side);
    };
    if (height_ == 0) height_ = middle(heights);
    if (width_ == 0) width_ = middle(widths);
  }

  std::int64_t height_, width_;
  std::int64_t channels_ = 3;
};

}  // namespace

std::unique_ptr<Encoder> make_picture_encoder(std::int64_t height, std::int64_t width) {
  return std::make_unique<ResizingEncoder>(height, width);
}

std::unique_ptr<Encoder> read_picture_encoder(const nlohmann::ordered_json& json) {
  return ResizingEncoder::from_json(json);
}

}  // namespace saem::detail
