#include "saem/data/pictures/picture_maker.h"

#include <fmt/format.h>

#include <cstring>

#include "saem/core/error.h"
#include "saem/data/image_reader.h"
#include "saem/data/pictures/archive.h"
#include "saem/data/pictures/fit_picture.h"

namespace saem::detail {
namespace {

[[noreturn]] void fail_option(const std::string& problem) {
  fail<ValueError>({"PictureStream", problem, "", "Correct the option."});
}

void check_stream_options(const PictureStreamOptions& options, std::int64_t channels) {
  if (options.batch_size < 1 || options.prefetch < 1 || options.threads < 0) {
    fail_option(
        fmt::format("expected a batch_size and prefetch of at least 1 and threads of at least 0, received "
                    "{}, {} and {}",
                    options.batch_size, options.prefetch, options.threads));
  }
  if (options.dtype != DType::f32 && options.dtype != DType::u8)
    fail_option(fmt::format("expected dtype float32 or uint8, received {}", name(options.dtype)));
  for (const auto& values : {options.mean, options.std}) {
    const auto size = static_cast<std::int64_t>(values.size());
    if (size != 0 && (size != channels || options.dtype != DType::f32))
      fail_option(fmt::format("expected {} values of mean and std, and float32, received {} and {}", channels,
                              size, name(options.dtype)));
  }
  for (const double value : options.std)
    if (!(value > 0)) fail_option(fmt::format("expected std above 0, received {}", value));
}

}  // namespace

PictureMaker::PictureMaker(Source source, const PictureStreamOptions& options)
    : source_(std::move(source)), options_(options) {
  DType dtype = DType::u8;
  if (const Array* pictures = std::get_if<Array>(&source_)) {
    const Shape& shape = pictures->shape();
    dtype = pictures->dtype();
    if (shape.rank() != 4 || (dtype != DType::u8 && (dtype != DType::f32 || options.dtype == DType::u8))) {
      fail<ShapeError>({"PictureStream",
                        fmt::format("expected pictures (n, height, width, channels) of uint8, or float32 for "
                                    "float32, received {} of {}",
                                    shape.to_string(), name(dtype)),
                        "", "Give pictures of one size."});
    }
    options_.size.height = shape[1];
    options_.size.width = shape[2];
    options_.size.channels = static_cast<int>(shape[3]);
  }
  check_picture_size_options(options_.size);
  check_stream_options(options_, options_.size.channels);
  // What sizes come out does not depend on chance.
  Generator random(0);
  const Array blank({options_.size.height, options_.size.width, options_.size.channels}, dtype);
  shape_ = options_.augmentation.apply(blank, random).shape();
  for (std::size_t c = 0; c < static_cast<std::size_t>(shape_[2]); ++c) {
    const double mean = options_.mean.empty() ? 0.0 : options_.mean[c];
    const double std = options_.std.empty() ? 1.0 : options_.std[c];
    for (int value = 0; value < 256; ++value)
      table_.push_back(static_cast<float>((value / 255.0 - mean) / std));
    scale_.push_back(static_cast<float>(1 / std));
    offset_.push_back(static_cast<float>(-mean / std));
  }
}

std::int64_t PictureMaker::count() const noexcept {
  if (const Array* pictures = std::get_if<Array>(&source_)) return pictures->shape()[0];
  return static_cast<std::int64_t>(std::get_if<std::vector<std::filesystem::path>>(&source_)->size());
}

std::size_t PictureMaker::byte_size() const noexcept {
  const Array* pictures = std::get_if<Array>(&source_);
  return pictures == nullptr ? 0 : pictures->byte_size();
}

Array PictureMaker::augmented(std::int64_t epoch, std::int64_t index) const {
  Generator random = picture_random(options_.seed, epoch, index);
  if (const Array* pictures = std::get_if<Array>(&source_)) {
    const Shape& shape = pictures->shape();
    Array picture = pictures->rows(index, index + 1).reshape({shape[1], shape[2], shape[3]});
    return options_.augmentation.apply(std::move(picture), random);
  }
  const auto& file = std::get<std::vector<std::filesystem::path>>(source_)[static_cast<std::size_t>(index)];
  const std::string content = read_member(file);
  ImageReader reader(std::as_bytes(std::span(content)), file.string(), {.channels = options_.size.channels});
  if (const transforms::RandomResizedCrop* crop = options_.augmentation.leading_crop()) {
    const ImageBox box = crop->choose(reader.height(), reader.width(), random);
    const Array picture = reader.decode_resized(box, crop->options().height, crop->options().width);
    return options_.augmentation.apply(picture, random, 1);
  }
  return options_.augmentation.apply(fit_picture(reader, options_.size), random);
}

void PictureMaker::make(std::int64_t epoch, std::int64_t index, std::byte* target) const {
  const Array picture = augmented(epoch, index);
  if (picture.shape() != shape_) {
    fail<ShapeError>({"PictureStream",
                      fmt::format("the augmentation made {} of a picture, expected {}",
                                  picture.shape().to_string(), shape_.to_string()),
                      "", "Its transforms must give every picture the same size."});
  }
  if (options_.dtype == DType::u8) {
    std::memcpy(target, picture.bytes(), picture.byte_size());
    return;
  }
  auto* out = reinterpret_cast<float*>(target);
  const auto channels = static_cast<std::size_t>(shape_[2]);
  const auto size = static_cast<std::size_t>(picture.size());
  if (picture.dtype() == DType::f32) {
    const auto values = picture.data<float>();
    for (std::size_t i = 0; i < size; ++i) out[i] = values[i] * scale_[i % channels] + offset_[i % channels];
    return;
  }
  const std::uint8_t* const bytes = picture.data<std::uint8_t>().data();
  for (std::size_t c = 0; c < channels; ++c) {
    const float* const table = table_.data() + 256 * c;
    for (std::size_t i = c; i < size; i += channels) out[i] = table[bytes[i]];
  }
}

}  // namespace saem::detail
