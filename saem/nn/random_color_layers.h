#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "saem/nn/random_picture_layer.h"

namespace saem {

/// Options of layers that change the values of pixels at random.
struct RandomColorOptions {
  PixelRange value_range = {};                ///< results stay within it
  std::optional<std::int64_t> seed = {};      ///< as for Dropout
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

namespace detail {

/// What the layers below share.
class RandomColorLayer : public RandomPictureLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  RandomColorLayer(const char* class_name, const RandomColorOptions& options);
  [[nodiscard]] const PixelRange& value_range() const { return range_; }
  [[nodiscard]] static RandomColorOptions colors_in(const Attributes& config);

 private:
  PixelRange range_;
};

/// What those share that have one factor.
class RandomFactorLayer : public RandomColorLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  /// Throws ValueError for a factor outside [lowest, highest]; see range_of.
  RandomFactorLayer(const char* class_name, const Factor& factor, double lowest, double highest,
                    const RandomColorOptions& options);
  [[nodiscard]] const DrawRange& drawn() const { return drawn_; }
  [[nodiscard]] const Factor& factor() const { return factor_; }

 private:
  Factor factor_;
  DrawRange drawn_;
};

}  // namespace detail

/// Adds one number to all pixels of a picture while training, drawn from the range of `factor` times the
/// extent of the value range: 0.2 is up to a fifth brighter or darker.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: ValueError for a factor outside [-1, 1] or a value range that does not ascend; ShapeError when
///         built on an input that is no picture.
class RandomBrightness final : public LayerBase<RandomBrightness, detail::RandomFactorLayer> {
 public:
  static constexpr const char* type = "RandomBrightness";
  explicit RandomBrightness(const Factor& factor, const RandomColorOptions& options = {})
      : LayerBase(type, factor, -1, 1, options) {}
  [[nodiscard]] static RandomBrightness from_config(const Attributes& config) {
    return RandomBrightness(detail::factor_in(config, "factor"), colors_in(config));
  }

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;
};

/// (x - mean) · c + mean while training, with the mean of each channel of a picture and c drawn from [1 -
/// low, 1 + high]: 0.2 is 0.8 to 1.2, {0.1, 0.3} is 0.9 to 1.3.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: as RandomBrightness, for a factor outside [0, 1].
class RandomContrast final : public LayerBase<RandomContrast, detail::RandomFactorLayer> {
 public:
  static constexpr const char* type = "RandomContrast";
  explicit RandomContrast(const Factor& factor, const RandomColorOptions& options = {})
      : LayerBase(type, factor, 0, 1, options) {}
  [[nodiscard]] static RandomContrast from_config(const Attributes& config) {
    return RandomContrast(detail::factor_in(config, "factor"), colors_in(config));
  }

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;
};

/// Moves the hue of a picture around the circle of colours while training, by up to half of it: `factor` is
/// the share of that half, in either direction.
///
/// Input:  (batch, height, width, 3), red, green and blue.     Output: the same shape; float32 unless the
///         input is floating.
/// Throws: as RandomBrightness, for a factor outside [0, 1]; ShapeError unless there are three channels.
class RandomHue final : public LayerBase<RandomHue, detail::RandomFactorLayer> {
 public:
  static constexpr const char* type = "RandomHue";
  explicit RandomHue(const Factor& factor, const RandomColorOptions& options = {})
      : LayerBase(type, factor, 0, 1, options) {}
  [[nodiscard]] static RandomHue from_config(const Attributes& config) {
    return RandomHue(detail::factor_in(config, "factor"), colors_in(config));
  }

 protected:
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;
};

/// Multiplies the saturation of a picture by f / (1 - f) while training, f drawn from the range of `factor`:
/// 0 is grey, 0.5 changes nothing, 1 gives pure colours. One number stands for a range from 0 on.
///
/// Input:  (batch, height, width, 3), red, green and blue.     Output: the same shape; float32 unless the
///         input is floating.
/// Throws: as RandomHue.
class RandomSaturation final : public LayerBase<RandomSaturation, detail::RandomFactorLayer> {
 public:
  static constexpr const char* type = "RandomSaturation";
  explicit RandomSaturation(const Factor& factor, const RandomColorOptions& options = {})
      : LayerBase(type, factor, 0, 1, options) {}
  [[nodiscard]] static RandomSaturation from_config(const Attributes& config) {
    return RandomSaturation(detail::factor_in(config, "factor"), colors_in(config));
  }

 protected:
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;
};

/// Mixes a picture with its shades of grey while training: x + f · (grey - x), f drawn from the range of
/// `factor`; one number stands for a range from 0 on.
///
/// Input:  (batch, height, width, 3), red, green and blue.     Output: the same shape; float32 unless the
///         input is floating.
/// Throws: as RandomHue.
class RandomColorDegeneration final : public LayerBase<RandomColorDegeneration, detail::RandomFactorLayer> {
 public:
  static constexpr const char* type = "RandomColorDegeneration";
  explicit RandomColorDegeneration(const Factor& factor, const RandomColorOptions& options = {})
      : LayerBase(type, factor, 0, 1, options) {}
  [[nodiscard]] static RandomColorDegeneration from_config(const Attributes& config) {
    return RandomColorDegeneration(detail::factor_in(config, "factor"), colors_in(config));
  }

 protected:
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;
};

/// Negatives of some pictures while training: low + high - x, with a probability drawn from the range of
/// `factor`; one number stands for a range from 0 on.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: as RandomContrast.
class RandomInvert final : public LayerBase<RandomInvert, detail::RandomFactorLayer> {
 public:
  static constexpr const char* type = "RandomInvert";
  explicit RandomInvert(const Factor& factor = 1, const RandomColorOptions& options = {})
      : LayerBase(type, factor, 0, 1, options) {}
  [[nodiscard]] static RandomInvert from_config(const Attributes& config) {
    return RandomInvert(detail::factor_in(config, "factor", 1), colors_in(config));
  }

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;
};

/// Keeps the upper bits of each value while training, of the eight that a value range is taken for; how many
/// is drawn from `factor`, 1 to 8, both ends included.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: as RandomBrightness, for a factor outside [1, 8].
class RandomPosterization final : public LayerBase<RandomPosterization, detail::RandomFactorLayer> {
 public:
  static constexpr const char* type = "RandomPosterization";
  explicit RandomPosterization(const Factor& factor, const RandomColorOptions& options = {})
      : LayerBase(type, factor, 1, 8, options) {}
  [[nodiscard]] static RandomPosterization from_config(const Attributes& config) {
    return RandomPosterization(detail::factor_in(config, "factor"), colors_in(config));
  }

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;
};

/// x + (1 - 2f) · (smooth - x) while training, f drawn from the range of `factor` and smooth the mean of the
/// 3 × 3 neighbours, of which the middle counts five times (zeros around): 0 smooths, 0.5 changes nothing, 1
/// sharpens. One number stands for a range from 0 on.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: as RandomContrast.
class RandomSharpness final : public LayerBase<RandomSharpness, detail::RandomFactorLayer> {
 public:
  static constexpr const char* type = "RandomSharpness";
  explicit RandomSharpness(const Factor& factor, const RandomColorOptions& options = {})
      : LayerBase(type, factor, 0, 1, options) {}
  [[nodiscard]] static RandomSharpness from_config(const Attributes& config) {
    return RandomSharpness(detail::factor_in(config, "factor"), colors_in(config));
  }

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;
};

}  // namespace saem
