#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "saem/nn/random_color_layers.h"
#include "saem/nn/size2.h"

namespace saem {

/// Makes some pictures grey while training: all three channels become the picture's shades.
///
/// @param factor  the share of the pictures, in [0, 1].
/// Input:  (batch, height, width, 3), red, green and blue.     Output: the same shape; float32 unless the
///         input is floating.
/// Throws: ValueError for a share outside [0, 1]; ShapeError unless there are three channels.
class RandomGrayscale final : public LayerBase<RandomGrayscale, detail::RandomPictureLayer> {
 public:
  static constexpr const char* type = "RandomGrayscale";
  explicit RandomGrayscale(double factor = 0.5, const RandomPictureOptions& options = {});
  [[nodiscard]] static RandomGrayscale from_config(const Attributes& config) {
    return RandomGrayscale(detail::real_in(config, "factor", 0.5), options_in(config));
  }
  [[nodiscard]] Attributes config() const override;

 protected:
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;

 private:
  double factor_;
};

struct RandomColorJitterOptions {
  PixelRange value_range = {};
  std::optional<Factor> brightness_factor = {};  ///< of RandomBrightness; none: no change
  std::optional<Factor> contrast_factor = {};    ///< of RandomContrast
  std::optional<Factor> saturation_factor = {};  ///< of RandomSaturation
  std::optional<Factor> hue_factor = {};         ///< of RandomHue
  std::optional<std::int64_t> seed = {};         ///< as for Dropout
  std::string data_format = "channels_last";     ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

/// RandomBrightness, RandomContrast, RandomSaturation and RandomHue, one after the other, as far as they have
/// a factor.
///
/// Input:  (batch, height, width, channels); three channels for saturation and hue.     Output: the same
///         shape; float32 unless the input is floating.
/// Throws: as these layers.
class RandomColorJitter final : public LayerBase<RandomColorJitter, detail::RandomColorLayer> {
 public:
  static constexpr const char* type = "RandomColorJitter";
  explicit RandomColorJitter(const RandomColorJitterOptions& options = {});
  [[nodiscard]] static RandomColorJitter from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;

 private:
  RandomColorJitterOptions options_;
  std::vector<std::shared_ptr<Layer>> steps_;  // none of them has weights
};

/// Adds a share of the value range to a picture while training, and makes negatives of what is not below a
/// threshold: of the values x + a below t stay, the others become high + low - (x + a). Both numbers are
/// drawn from ranges, as shares of the value range; one number stands for a range from 0 on.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: ValueError for a factor outside [0, 1].
class Solarization final : public LayerBase<Solarization, detail::RandomColorLayer> {
 public:
  static constexpr const char* type = "Solarization";
  explicit Solarization(const Factor& addition_factor = 0, const Factor& threshold_factor = 0,
                        const RandomColorOptions& options = {});
  [[nodiscard]] static Solarization from_config(const Attributes& config) {
    return Solarization(detail::factor_in(config, "addition_factor", 0),
                        detail::factor_in(config, "threshold_factor", 0), colors_in(config));
  }
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;

 private:
  Factor addition_, threshold_;
  detail::DrawRange additions_, thresholds_;
};

struct PictureValueOptions {
  PixelRange value_range = {};
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

/// Stretches each channel of each picture over the whole value range, while training and otherwise; a channel
/// of one value stays.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: ValueError for a value range that does not ascend.
class AutoContrast final : public LayerBase<AutoContrast, detail::SpatialLayer> {
 public:
  static constexpr const char* type = "AutoContrast";
  explicit AutoContrast(const PictureValueOptions& options = {});
  [[nodiscard]] static AutoContrast from_config(const Attributes& config) {
    return AutoContrast(
        {.value_range = detail::value_range_in(config), .data_format = detail::data_format_in(config)});
  }
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;

 private:
  PixelRange range_;
};

struct RandomErasingOptions {
  Factor scale = {0.02, 0.33};            ///< share of the picture's area that is erased
  std::optional<double> fill_value = {};  ///< none: normal noise
  PixelRange value_range = {};
  std::optional<std::int64_t> seed = {};      ///< as for Dropout
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

/// Erases a rectangle of some pictures while training, with a probability drawn from the range of `factor`:
/// √s₁ of the width and √s₂ of the height, s₁ and s₂ from the range of `scale`, at a place drawn at random.
/// What is there then is `fill_value`, or noise: z · high within the value range, z standard normal.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: ValueError for a factor or scale outside [0, 1].
/// Source: Zhong et al. 2020, "Random erasing data augmentation".
class RandomErasing final : public LayerBase<RandomErasing, detail::RandomFactorLayer> {
 public:
  static constexpr const char* type = "RandomErasing";
  explicit RandomErasing(const Factor& factor = 1, const RandomErasingOptions& options = {});
  [[nodiscard]] static RandomErasing from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;

 private:
  Factor scale_;
  detail::DrawRange scales_;
  std::optional<double> fill_;
};

struct RandomGaussianBlurOptions {
  Size2 kernel_size = 3;  ///< odd numbers
  Factor sigma = 1;       ///< standard deviations in pixels, in [0, 1]; one number: from 0 on
  PixelRange value_range = {};
  std::optional<std::int64_t> seed = {};      ///< as for Dropout
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

/// Blurs some pictures while training, with a probability drawn from the range of `factor`: a convolution
/// with a normal curve whose deviations along height and width are drawn for the batch (zeros around).
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: ValueError for a factor or sigma outside [0, 1] or an even kernel size.
class RandomGaussianBlur final : public LayerBase<RandomGaussianBlur, detail::RandomFactorLayer> {
 public:
  static constexpr const char* type = "RandomGaussianBlur";
  explicit RandomGaussianBlur(const Factor& factor = 1, const RandomGaussianBlurOptions& options = {});
  [[nodiscard]] static RandomGaussianBlur from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;

 private:
  Size2 kernel_size_;
  Factor sigma_;
  detail::DrawRange sigmas_;
};

}  // namespace saem
