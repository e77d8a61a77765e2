#pragma once

#include <string>

#include "saem/nn/dropout.h"
#include "saem/nn/spatial_layer.h"
#include "saem/nn/weight_recipe.h"

namespace saem {

struct NoiseOptions {
  std::optional<std::int64_t> seed = {};  ///< as for Dropout
  std::string name = {};
};

/// Adds normal noise of mean 0 while training; identity otherwise.
///
/// @param stddev  standard deviation of the noise, 0 or more.
/// Input:  any shape, floating.     Output: same shape and dtype.
/// Throws: ValueError for a negative stddev.
class GaussianNoise final : public LayerBase<GaussianNoise, SupportsMasking> {
 public:
  static constexpr const char* type = "GaussianNoise";
  explicit GaussianNoise(double stddev, const NoiseOptions& options = {});
  [[nodiscard]] static GaussianNoise from_config(const Attributes& config) {
    return GaussianNoise(config.real("stddev"), {.seed = detail::optional_in(config, "seed")});
  }
  [[nodiscard]] Attributes config() const override {
    return {{"stddev", stddev_}, {"seed", detail::optional_value(seed_)}};
  }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double stddev_;
  std::optional<std::int64_t> seed_;
};

/// x times normal noise of mean 1 and standard deviation √(rate / (1 - rate)) while training; identity
/// otherwise. Source: Srivastava et al. 2014, JMLR 15, section 10.
///
/// @param rate  in [0, 1); as for Dropout, which has the same variance.
/// Input:  any shape, floating.     Output: same shape and dtype.
class GaussianDropout final : public LayerBase<GaussianDropout, SupportsMasking> {
 public:
  static constexpr const char* type = "GaussianDropout";
  explicit GaussianDropout(double rate, const NoiseOptions& options = {});
  [[nodiscard]] static GaussianDropout from_config(const Attributes& config) {
    return GaussianDropout(config.real("rate"), {.seed = detail::optional_in(config, "seed")});
  }
  [[nodiscard]] Attributes config() const override {
    return {{"rate", rate_}, {"seed", detail::optional_value(seed_)}};
  }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double rate_;
  std::optional<std::int64_t> seed_;
};

/// Dropout that keeps mean and variance of what selu gives: dropped elements become selu's lower bound, and
/// all are scaled and shifted. Identity outside training.
/// Source: Klambauer, Unterthiner, Mayr, Hochreiter 2017, arXiv 1706.02515.
///
/// @param rate  fraction to drop, in [0, 1).
/// Input:  any shape, floating.     Output: same shape and dtype.
class AlphaDropout final : public LayerBase<AlphaDropout, SupportsMasking> {
 public:
  static constexpr const char* type = "AlphaDropout";
  explicit AlphaDropout(double rate, const DropoutOptions& options = {});
  [[nodiscard]] static AlphaDropout from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double rate_;
  DropoutOptions options_;
};

struct SpatialDropoutOptions {
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::optional<std::int64_t> seed = {};      ///< as for Dropout
  std::string name = {};
};

namespace detail {

/// What the spatial dropout layers share.
class SpatialDropoutLayer : public SpatialLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  SpatialDropoutLayer(const char* class_name, double rate, int axes, const SpatialDropoutOptions& options);
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;
  [[nodiscard]] Tensor compute_mask(const Tensors&, const Tensors& masks) const override { return masks[0]; }
  [[nodiscard]] static SpatialDropoutOptions options_in(const Attributes& config) {
    return {.data_format = data_format_in(config), .seed = optional_in(config, "seed")};
  }

 private:
  double rate_;
  int axes_;
  std::optional<std::int64_t> seed_;
};

}  // namespace detail

/// Dropout of whole channels of sequences. Source: Tompson et al. 2015, arXiv 1411.4280.
///
/// @param rate  fraction of channels to drop, in [0, 1).
/// Input:  (batch, steps, channels).     Output: same shape and dtype.
class SpatialDropout1D final : public LayerBase<SpatialDropout1D, detail::SpatialDropoutLayer> {
 public:
  static constexpr const char* type = "SpatialDropout1D";
  explicit SpatialDropout1D(double rate, const NoiseOptions& options = {})
      : LayerBase(type, rate, 1, SpatialDropoutOptions{.seed = options.seed, .name = options.name}) {}
  [[nodiscard]] static SpatialDropout1D from_config(const Attributes& config) {
    return SpatialDropout1D(config.real("rate"), {.seed = detail::optional_in(config, "seed")});
  }
};

/// Dropout of whole channels of pictures (batch, height, width, channels).
class SpatialDropout2D final : public LayerBase<SpatialDropout2D, detail::SpatialDropoutLayer> {
 public:
  static constexpr const char* type = "SpatialDropout2D";
  explicit SpatialDropout2D(double rate, const SpatialDropoutOptions& options = {})
      : LayerBase(type, rate, 2, options) {}
  [[nodiscard]] static SpatialDropout2D from_config(const Attributes& config) {
    return SpatialDropout2D(config.real("rate"), options_in(config));
  }
};

/// Dropout of whole channels of volumes (batch, depth, height, width, channels).
class SpatialDropout3D final : public LayerBase<SpatialDropout3D, detail::SpatialDropoutLayer> {
 public:
  static constexpr const char* type = "SpatialDropout3D";
  explicit SpatialDropout3D(double rate, const SpatialDropoutOptions& options = {})
      : LayerBase(type, rate, 3, options) {}
  [[nodiscard]] static SpatialDropout3D from_config(const Attributes& config) {
    return SpatialDropout3D(config.real("rate"), options_in(config));
  }
};

}  // namespace saem
