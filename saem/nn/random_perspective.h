#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "saem/nn/random_geometry_layers.h"

namespace saem {

struct RandomPerspectiveOptions {
  double scale = 1;                           ///< how far corners move, in [0, 1]: see below
  std::string interpolation = "bilinear";     ///< or "nearest"
  double fill_value = 0;                      ///< of pixels from beyond the edge
  std::optional<std::int64_t> seed = {};      ///< as for Dropout
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

/// Shows some pictures from another side while training, with a probability drawn from the range of `factor`:
/// each corner's coordinates, counted from the first pixel, are multiplied by numbers drawn from 1 - scale /
/// 2 to 1 + scale / 2, and the picture is stretched between the corners. One number stands for a range from 0
/// on. Pictures of one row or column stay.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: ValueError for a factor or scale outside [0, 1] or an unknown name; ShapeError when built on an
///         input that is no picture.
class RandomPerspective final : public LayerBase<RandomPerspective, detail::RandomGeometryLayer> {
 public:
  static constexpr const char* type = "RandomPerspective";
  explicit RandomPerspective(const Factor& factor = 1, const RandomPerspectiveOptions& options = {});
  [[nodiscard]] static RandomPerspective from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] detail::PixelMap map_of(const Tensor& x, const CallContext& context) const override;

 private:
  Factor factor_;
  detail::DrawRange range_;
  RandomPerspectiveOptions options_;
};

}  // namespace saem
