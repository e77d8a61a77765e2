#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "saem/nn/random_picture_layer.h"

namespace saem {

struct RandomGeometryOptions {
  /// What lies beyond the edge: "reflect" (d c b a | a b c d | d c b a), "constant" (fill_value), "nearest"
  /// (the edge's own pixel) or "wrap" (the picture again).
  std::string fill_mode = "reflect";
  std::string interpolation = "bilinear";     ///< or "nearest"
  double fill_value = 0;                      ///< of "constant"
  std::optional<std::int64_t> seed = {};      ///< as for Dropout
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

namespace detail {

/// A map from a pixel (column x, row y) of the result to a place in the picture, for each picture:
/// x' = (xx · x + xy · y + x0) / d, y' = (yx · x + yy · y + y0) / d. Each (n, 1, 1, 1) or ().
struct PixelMap {
  Tensor xx, xy, x0;
  Tensor yx, yy, y0;
  Tensor dx = {}, dy = {};  ///< d = dx · x + dy · y + 1; undefined: 1
};

/// What layers share that take each pixel from another place.
class RandomGeometryLayer : public RandomPictureLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  RandomGeometryLayer(const char* class_name, const RandomGeometryOptions& options);
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const final;
  [[nodiscard]] virtual PixelMap map_of(const Tensor& x, const CallContext& context) const = 0;
  [[nodiscard]] static RandomGeometryOptions geometry_in(const Attributes& config);

 private:
  RandomGeometryOptions options_;
};

}  // namespace detail

/// Turns each picture about its middle while training, by an angle drawn from the range of `factor`, in full
/// turns: 0.1 is up to 36° either way, {0, 0.25} up to 90° counter-clockwise.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: ValueError for a factor outside [-1, 1] or an unknown name; ShapeError when built on an input that
///         is no picture.
class RandomRotation final : public LayerBase<RandomRotation, detail::RandomGeometryLayer> {
 public:
  static constexpr const char* type = "RandomRotation";
  explicit RandomRotation(const Factor& factor, const RandomGeometryOptions& options = {});
  [[nodiscard]] static RandomRotation from_config(const Attributes& config) {
    return RandomRotation(detail::factor_in(config, "factor"), geometry_in(config));
  }
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] detail::PixelMap map_of(const Tensor& x, const CallContext& context) const override;

 private:
  Factor factor_;
  detail::DrawRange range_;
};

/// Moves each picture while training, by shares of its height and width that are drawn from these ranges:
/// 0.2 is up to a fifth either way; positive is down, and to the right.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: as RandomRotation.
class RandomTranslation final : public LayerBase<RandomTranslation, detail::RandomGeometryLayer> {
 public:
  static constexpr const char* type = "RandomTranslation";
  RandomTranslation(const Factor& height_factor, const Factor& width_factor,
                    const RandomGeometryOptions& options = {});
  [[nodiscard]] static RandomTranslation from_config(const Attributes& config) {
    return RandomTranslation(detail::factor_in(config, "height_factor"),
                             detail::factor_in(config, "width_factor"), geometry_in(config));
  }
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] detail::PixelMap map_of(const Tensor& x, const CallContext& context) const override;

 private:
  Factor height_factor_, width_factor_;
  detail::DrawRange rows_, columns_;
};

/// Zooms each picture about its middle while training: a factor of 0.2 draws from 20 % closer (-0.2) to 20 %
/// further away (0.2). Without a width_factor height and width are zoomed alike.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: as RandomRotation.
class RandomZoom final : public LayerBase<RandomZoom, detail::RandomGeometryLayer> {
 public:
  static constexpr const char* type = "RandomZoom";
  explicit RandomZoom(const Factor& height_factor, const RandomGeometryOptions& options = {})
      : RandomZoom(height_factor, std::nullopt, options) {}
  RandomZoom(const Factor& height_factor, const std::optional<Factor>& width_factor,
             const RandomGeometryOptions& options = {});
  [[nodiscard]] static RandomZoom from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] detail::PixelMap map_of(const Tensor& x, const CallContext& context) const override;

 private:
  Factor height_factor_;
  std::optional<Factor> width_factor_;
  detail::DrawRange rows_, columns_;
};

/// Shears each picture while training: pixels move along an axis in proportion to their place on the other,
/// by numbers drawn from these ranges, in both directions with the same probability.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: ValueError for a factor outside [0, 1] or an unknown name; ShapeError when built on an input that
///         is no picture.
class RandomShear final : public LayerBase<RandomShear, detail::RandomGeometryLayer> {
 public:
  static constexpr const char* type = "RandomShear";
  explicit RandomShear(const Factor& x_factor = 0, const Factor& y_factor = 0,
                       const RandomGeometryOptions& options = {});
  [[nodiscard]] static RandomShear from_config(const Attributes& config) {
    return RandomShear(detail::factor_in(config, "x_factor", 0), detail::factor_in(config, "y_factor", 0),
                       geometry_in(config));
  }
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] detail::PixelMap map_of(const Tensor& x, const CallContext& context) const override;

 private:
  Factor x_factor_, y_factor_;
  detail::DrawRange x_, y_;
};

}  // namespace saem
