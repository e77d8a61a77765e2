#pragma once

#include <cstdint>

#include "saem/backend/cpu/onednn/conv_geometry.h"

namespace saem::cpu {

/// Where a convolution's pixels lie in memory: of y, in the order of the row-major places (n, o₁, o₂), and of
/// x the one that each of these meets at a place of the kernel. Offsets count elements, from the first
/// channel. One-dimensional convolutions are two-dimensional ones of height 1.
class PixelOffsets {
 public:
  /// One or two spatial axes.
  explicit PixelOffsets(const onednn::ConvGeometry& geometry);

  /// Pixels of y in the whole batch.
  [[nodiscard]] std::int64_t count() const noexcept { return images_ * y_height_ * y_width_; }
  /// Places of the kernel.
  [[nodiscard]] std::int64_t places() const noexcept { return kernel_height_ * kernel_width_; }
  /// Elements from 16 channels to the next 16, at the same pixel.
  [[nodiscard]] std::int64_t x_block() const noexcept { return x_.block; }
  [[nodiscard]] std::int64_t y_block() const noexcept { return y_.block; }

  void of_y(std::int64_t first, std::int64_t count, std::int64_t* offsets) const;
  /// For place number `place` of the kernel; `outside` where it is over the edge of the picture.
  void of_x(std::int64_t place, std::int64_t first, std::int64_t count, std::int64_t* offsets) const;
  static constexpr std::int64_t outside = -1;

 private:
  struct Distances {
    std::int64_t image, pixel, block;
  };
  /// An output's coordinate o meets the input's o · stride + k · dilation - padding.
  struct Axis {
    std::int64_t stride, dilation, padding;
  };
  static Distances distances(const Shape& shape, std::int64_t block);

  std::int64_t images_;
  std::int64_t x_height_ = 1, x_width_, y_height_ = 1, y_width_, kernel_height_ = 1, kernel_width_;
  Axis rows_{1, 1, 0}, columns_;
  Distances x_, y_;
};

}  // namespace saem::cpu
