#include "saem/backend/cpu/conv_gradient/pixel_offsets.h"

#include <algorithm>

namespace saem::cpu {

PixelOffsets::PixelOffsets(const onednn::ConvGeometry& g)
    : images_(g.x[0]),
      x_width_(g.x[-2]),
      y_width_(g.y[-2]),
      kernel_width_(g.kernel[-3]),
      columns_{g.strides.back(), g.dilation.back(), g.padding_low.back()},
      x_(distances(g.x, g.x_block)),
      y_(distances(g.y, g.y_block)) {
  if (g.x.rank() < 4) return;
  x_height_ = g.x[1];
  y_height_ = g.y[1];
  kernel_height_ = g.kernel[0];
  rows_ = {g.strides.front(), g.dilation.front(), g.padding_low.front()};
}

PixelOffsets::Distances PixelOffsets::distances(const Shape& shape, std::int64_t block) {
  constexpr std::int64_t together = 16;
  const std::int64_t image = shape.slice(1, shape.rank()).count();
  const std::int64_t channels = shape[-1];
  if (block == 0) return {image, channels, together};
  return {image, block, image / channels * together};
}

void PixelOffsets::of_y(std::int64_t first, std::int64_t count, std::int64_t* offsets) const {
  const std::int64_t in_image = y_height_ * y_width_;
  std::int64_t image = first / in_image, place = first % in_image;
  for (std::int64_t i = 0; i < count; ++i) {
    offsets[i] = image * y_.image + place * y_.pixel;
    if (++place < in_image) continue;
    place = 0;
    ++image;
  }
}

void PixelOffsets::of_x(std::int64_t place, std::int64_t first, std::int64_t count,
                        std::int64_t* offsets) const {
  const std::int64_t row_shift = place / kernel_width_ * rows_.dilation - rows_.padding;
  const std::int64_t column_shift = place % kernel_width_ * columns_.dilation - columns_.padding;
  std::int64_t o2 = first % y_width_;
  std::int64_t o1 = first / y_width_ % y_height_;
  std::int64_t image = first / y_width_ / y_height_;
  const std::int64_t* const end = offsets + count;
  while (offsets != end) {
    const std::int64_t row = o1 * rows_.stride + row_shift;
    const bool is_inside = row >= 0 && row < x_height_;
    const std::int64_t begin = image * x_.image + row * x_width_ * x_.pixel;
    for (; o2 < y_width_ && offsets != end; ++o2) {
      const std::int64_t column = o2 * columns_.stride + column_shift;
      *offsets++ = is_inside && column >= 0 && column < x_width_ ? begin + column * x_.pixel : outside;
    }
    o2 = 0;
    if (++o1 < y_height_) continue;
    o1 = 0;
    ++image;
  }
}

}  // namespace saem::cpu
