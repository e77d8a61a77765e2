#include "saem/data/pictures/augment.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "saem/core/error.h"
#include "saem/data/image.h"
#include "saem/data/pictures/picture_ops.h"

namespace saem::transforms {
namespace {

void require_option(bool holds, std::string_view transform, const std::string& problem) {
  if (!holds) fail<ValueError>({std::string(transform), problem, "", "Correct the option."});
}

void require_range(const Range& range, double low, double high, std::string_view transform,
                   std::string_view option) {
  require_option(range.low >= low && range.low <= range.high && range.high <= high, transform,
                 fmt::format("expected a range {} within {} and {}, received {} to {}", option, low, high,
                             range.low, range.high));
}

void require_part(double value, double high, std::string_view transform, std::string_view option) {
  require_option(value >= 0 && value <= high, transform,
                 fmt::format("expected {} from 0 to {}, received {}", option, high, value));
}

void require_size(std::int64_t height, std::int64_t width, std::string_view transform) {
  require_option(height >= 1 && width >= 1, transform,
                 fmt::format("expected a height and width of at least 1, received {} and {}", height, width));
}

double draw(const Range& range, Generator& random) { return random.uniform(range.low, range.high); }

bool happens(double p, Generator& random) { return random.uniform() < p; }

/// A box of random area and shape inside the picture, if one of ten fits.
std::optional<ImageBox> draw_box(std::int64_t height, std::int64_t width, const Range& scale,
                                 const Range& ratio, Generator& random) {
  const double area = static_cast<double>(height * width);
  for (int attempt = 0; attempt < 10; ++attempt) {
    const double part = area * draw(scale, random);
    const double shape = std::exp(random.uniform(std::log(ratio.low), std::log(ratio.high)));
    const auto box_width = static_cast<std::int64_t>(std::llround(std::sqrt(part * shape)));
    const auto box_height = static_cast<std::int64_t>(std::llround(std::sqrt(part / shape)));
    if (box_width < 1 || box_height < 1 || box_width > width || box_height > height) continue;
    const std::int64_t top = random.integer(height - box_height + 1);
    const std::int64_t left = random.integer(width - box_width + 1);
    return ImageBox{.top = top, .left = left, .height = box_height, .width = box_width};
  }
  return std::nullopt;
}

}  // namespace

RandomCrop::RandomCrop(const Options& options) : options_(options) {
  require_size(options.height, options.width, "RandomCrop");
  require_option(options.padding >= 0, "RandomCrop",
                 fmt::format("expected a padding of at least 0, received {}", options.padding));
  require_part(options.fill, 1, "RandomCrop", "fill");
}

Array RandomCrop::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "RandomCrop");
  const std::int64_t free_y = picture.shape()[0] + 2 * options_.padding - options_.height;
  const std::int64_t free_x = picture.shape()[1] + 2 * options_.padding - options_.width;
  if (free_y < 0 || free_x < 0) {
    fail<ShapeError>({"RandomCrop",
                      fmt::format("a window of {} × {} is larger than the picture, {} × {}", options_.width,
                                  options_.height, picture.shape()[1], picture.shape()[0]),
                      fmt::format("padding {}", options_.padding),
                      "Resize the picture first, or pad it more."});
  }
  const std::int64_t top = random.integer(free_y + 1) - options_.padding;
  const std::int64_t left = random.integer(free_x + 1) - options_.padding;
  return detail::cut_box(
      picture, {.top = top, .left = left, .height = options_.height, .width = options_.width}, options_.fill);
}

RandomResizedCrop::RandomResizedCrop(const Options& options) : options_(options) {
  require_size(options.height, options.width, "RandomResizedCrop");
  require_range(options.scale, 0, 1, "RandomResizedCrop", "scale");
  require_range(options.ratio, 1e-3, 1e3, "RandomResizedCrop", "ratio");
}

ImageBox RandomResizedCrop::choose(std::int64_t height, std::int64_t width, Generator& random) const {
  if (const auto box = draw_box(height, width, options_.scale, options_.ratio, random)) return *box;
  const double shape = static_cast<double>(width) / static_cast<double>(height);
  ImageBox box{.top = 0, .left = 0, .height = height, .width = width};
  if (shape < options_.ratio.low)
    box.height = std::llround(static_cast<double>(width) / options_.ratio.low);
  else if (shape > options_.ratio.high)
    box.width = std::llround(static_cast<double>(height) * options_.ratio.high);
  box.height = std::clamp<std::int64_t>(box.height, 1, height);
  box.width = std::clamp<std::int64_t>(box.width, 1, width);
  box.top = (height - box.height) / 2;
  box.left = (width - box.width) / 2;
  return box;
}

Array RandomResizedCrop::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "RandomResizedCrop");
  const ImageBox box = choose(picture.shape()[0], picture.shape()[1], random);
  const bool is_float = picture.dtype() == DType::f32;
  if (is_float) {
    Array bytes = Array::uninitialized(picture.shape(), DType::u8);
    const auto from = picture.data<float>();
    const auto to = bytes.mutable_data<std::uint8_t>();
    for (std::size_t i = 0; i < from.size(); ++i) to[i] = detail::to_sample<std::uint8_t>(255.0F * from[i]);
    picture = std::move(bytes);
  }
  picture = resize_area(detail::cut_box(picture, box, 0), options_.height, options_.width);
  if (!is_float) return picture;
  Array result = picture.astype(DType::f32);
  for (float& value : result.mutable_data<float>()) value /= 255.0F;
  return result;
}

RandomHorizontalFlip::RandomHorizontalFlip(Chance chance) : chance_(chance) {
  require_part(chance.p, 1, "RandomHorizontalFlip", "p");
}
Array RandomHorizontalFlip::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "RandomHorizontalFlip");
  return happens(chance_.p, random) ? detail::flip_horizontal(std::move(picture)) : picture;
}

RandomVerticalFlip::RandomVerticalFlip(Chance chance) : chance_(chance) {
  require_part(chance.p, 1, "RandomVerticalFlip", "p");
}
Array RandomVerticalFlip::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "RandomVerticalFlip");
  return happens(chance_.p, random) ? detail::flip_vertical(std::move(picture)) : picture;
}

RandomInvert::RandomInvert(Chance chance) : chance_(chance) {
  require_part(chance.p, 1, "RandomInvert", "p");
}
Array RandomInvert::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "RandomInvert");
  if (happens(chance_.p, random)) detail::invert(picture);
  return picture;
}

Grayscale::Grayscale(Chance chance) : chance_(chance) { require_part(chance.p, 1, "Grayscale", "p"); }
Array Grayscale::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "Grayscale");
  if (happens(chance_.p, random)) detail::grayscale(picture);
  return picture;
}

RandomAffine::RandomAffine(const Options& options) : options_(options) {
  require_range(options.degrees, -360, 360, "RandomAffine", "degrees");
  require_part(options.translate_x, 1, "RandomAffine", "translate_x");
  require_part(options.translate_y, 1, "RandomAffine", "translate_y");
  require_range(options.scale, 1e-3, 1e3, "RandomAffine", "scale");
  require_range(options.shear_x, -89, 89, "RandomAffine", "shear_x");
  require_range(options.shear_y, -89, 89, "RandomAffine", "shear_y");
  require_part(options.fill, 1, "RandomAffine", "fill");
}

Array RandomAffine::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "RandomAffine");
  const double most_x = options_.translate_x * static_cast<double>(picture.shape()[1]);
  const double most_y = options_.translate_y * static_cast<double>(picture.shape()[0]);
  detail::AffineChange change;
  change.degrees = draw(options_.degrees, random);
  change.translate_x = std::round(random.uniform(-most_x, most_x));
  change.translate_y = std::round(random.uniform(-most_y, most_y));
  change.scale = draw(options_.scale, random);
  change.shear_x = draw(options_.shear_x, random);
  change.shear_y = draw(options_.shear_y, random);
  return detail::warp_affine(picture, detail::inverse_affine(change), options_.interpolation, options_.fill);
}

RandomRotation::RandomRotation(const Options& options) : options_(options) {
  require_range(options.degrees, -360, 360, "RandomRotation", "degrees");
  require_part(options.fill, 1, "RandomRotation", "fill");
}

Array RandomRotation::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "RandomRotation");
  const detail::AffineMap map = detail::inverse_affine({.degrees = -draw(options_.degrees, random)});
  return detail::warp_affine(picture, map, options_.interpolation, options_.fill);
}

ColorJitter::ColorJitter(const Options& options) : options_(options) {
  require_part(options.brightness, 1e3, "ColorJitter", "brightness");
  require_part(options.contrast, 1e3, "ColorJitter", "contrast");
  require_part(options.saturation, 1e3, "ColorJitter", "saturation");
  require_part(options.hue, 0.5, "ColorJitter", "hue");
}

Array ColorJitter::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "ColorJitter");
  const auto factor = [&](double x) { return random.uniform(std::max(0.0, 1 - x), 1 + x); };
  for (const std::int64_t change : random.permutation(4)) {
    if (change == 0 && options_.brightness > 0)
      detail::adjust_brightness(picture, factor(options_.brightness));
    if (change == 1 && options_.contrast > 0) detail::adjust_contrast(picture, factor(options_.contrast));
    if (change == 2 && options_.saturation > 0)
      detail::adjust_saturation(picture, factor(options_.saturation));
    if (change == 3 && options_.hue > 0)
      detail::adjust_hue(picture, random.uniform(-options_.hue, options_.hue));
  }
  return picture;
}

RandomErasing::RandomErasing(const Options& options) : options_(options) {
  require_part(options.p, 1, "RandomErasing", "p");
  require_range(options.scale, 0, 1, "RandomErasing", "scale");
  require_range(options.ratio, 1e-3, 1e3, "RandomErasing", "ratio");
  require_part(options.fill, 1, "RandomErasing", "fill");
}

Array RandomErasing::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "RandomErasing");
  if (!happens(options_.p, random)) return picture;
  const std::int64_t width = picture.shape()[1];
  const std::int64_t channels = picture.shape()[2];
  const auto box = draw_box(picture.shape()[0], width, options_.scale, options_.ratio, random);
  if (!box) return picture;
  if (!options_.noise) {
    detail::fill_box(picture, *box, options_.fill);
    return picture;
  }
  detail::with_samples(picture, [&](auto samples) {
    using T = typename decltype(samples)::value_type;
    for (std::int64_t y = box->top; y < box->top + box->height; ++y) {
      T* const row = samples.data() + (y * width + box->left) * channels;
      for (std::int64_t i = 0; i < box->width * channels; ++i)
        row[i] = detail::to_sample<T>(unit_float(random.bits()) * detail::white<T>);
    }
  });
  return picture;
}

GaussianBlur::GaussianBlur(const Options& options) : options_(options) {
  require_option(options.kernel_size >= 1 && options.kernel_size % 2 == 1, "GaussianBlur",
                 fmt::format("expected an odd kernel_size, received {}", options.kernel_size));
  require_range(options.sigma, 1e-3, 1e3, "GaussianBlur", "sigma");
}

Array GaussianBlur::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "GaussianBlur");
  return detail::gaussian_blur(picture, options_.kernel_size, draw(options_.sigma, random));
}

}  // namespace saem::transforms
