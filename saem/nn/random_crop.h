#pragma once

#include <cstdint>

#include "saem/nn/random_picture_layer.h"

namespace saem {

/// A part of each picture, at a place of its own drawn at random while training. Otherwise, and where a
/// picture is smaller, it is the largest middle of the target's proportions, resized (bilinear).
///
/// Input:  (batch, rows, columns, channels).
/// Output: (batch, height, width, channels); float32 unless the input is floating.
/// Throws: ValueError for a size below 1; ShapeError when built on an input that is no picture.
class RandomCrop final : public LayerBase<RandomCrop, detail::RandomPictureLayer> {
 public:
  static constexpr const char* type = "RandomCrop";
  RandomCrop(std::int64_t height, std::int64_t width, const RandomPictureOptions& options = {});
  [[nodiscard]] static RandomCrop from_config(const Attributes& config) {
    return RandomCrop(config.integer("height"), config.integer("width"), options_in(config));
  }
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;
  [[nodiscard]] Tensor unchanged(const Tensor& x) const override;

 private:
  std::int64_t height_;
  std::int64_t width_;
};

}  // namespace saem
