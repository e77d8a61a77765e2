#pragma once

#include <string>

#include "saem/nn/random_picture_layer.h"

namespace saem {

/// Mirrors each picture with probability ½ while training: "horizontal" exchanges left and right, "vertical"
/// top and bottom, "horizontal_and_vertical" does both by draws of their own.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: ValueError for an unknown mode; ShapeError when built on an input that is no picture.
class RandomFlip final : public LayerBase<RandomFlip, detail::RandomPictureLayer> {
 public:
  static constexpr const char* type = "RandomFlip";
  explicit RandomFlip(const std::string& mode = "horizontal_and_vertical",
                      const RandomPictureOptions& options = {});
  [[nodiscard]] static RandomFlip from_config(const Attributes& config) {
    return RandomFlip(detail::text_in(config, "mode", "horizontal_and_vertical"), options_in(config));
  }
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;

 private:
  std::string mode_;
};

}  // namespace saem
