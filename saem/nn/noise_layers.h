#pragma once

#include <string>

#include "saem/nn/dropout.h"
#include "saem/nn/layer_options.h"

namespace saem {

/// Adds normal noise of mean 0 while training; identity otherwise.
///
/// @param stddev  standard deviation of the noise, 0 or more.
/// Input:  any shape, floating.     Output: same shape and dtype.
/// Throws: ValueError for a negative stddev.
class GaussianNoise final : public LayerBase<GaussianNoise> {
 public:
  static constexpr const char* type = "GaussianNoise";
  explicit GaussianNoise(double stddev, const LayerOptions& options = {});
  [[nodiscard]] static GaussianNoise from_config(const Attributes& config) {
    return GaussianNoise(config.real("stddev"));
  }
  [[nodiscard]] Attributes config() const override { return {{"stddev", stddev_}}; }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double stddev_;
};

/// x times normal noise of mean 1 and standard deviation √(rate / (1 - rate)) while training; identity
/// otherwise. Source: Srivastava et al. 2014, JMLR 15, section 10.
///
/// @param rate  in [0, 1); as for Dropout, which has the same variance.
/// Input:  any shape, floating.     Output: same shape and dtype.
class GaussianDropout final : public LayerBase<GaussianDropout> {
 public:
  static constexpr const char* type = "GaussianDropout";
  explicit GaussianDropout(double rate, const LayerOptions& options = {});
  [[nodiscard]] static GaussianDropout from_config(const Attributes& config) {
    return GaussianDropout(config.real("rate"));
  }
  [[nodiscard]] Attributes config() const override { return {{"rate", rate_}}; }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double rate_;
};

/// Dropout that keeps mean and variance of what selu gives: dropped elements become selu's lower bound, and
/// all are scaled and shifted. Identity outside training.
/// Source: Klambauer, Unterthiner, Mayr, Hochreiter 2017, arXiv 1706.02515.
///
/// @param rate  fraction to drop, in [0, 1).
/// Input:  any shape, floating.     Output: same shape and dtype.
class AlphaDropout final : public LayerBase<AlphaDropout> {
 public:
  static constexpr const char* type = "AlphaDropout";
  explicit AlphaDropout(double rate, const DropoutOptions& options = {});
  [[nodiscard]] static AlphaDropout from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override {
    return {{"rate", rate_}, {"noise_shape", noise_shape_}};
  }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double rate_;
  std::vector<std::int64_t> noise_shape_;
};

namespace detail {

/// What the spatial dropout layers share.
class SpatialDropoutLayer : public Layer {
 public:
  [[nodiscard]] Attributes config() const override { return {{"rate", rate_}}; }

 protected:
  SpatialDropoutLayer(const char* class_name, double rate, int axes, const std::string& name);
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double rate_;
  int axes_;
};

}  // namespace detail

/// Dropout of whole channels of sequences. Source: Tompson et al. 2015, arXiv 1411.4280.
///
/// @param rate  fraction of channels to drop, in [0, 1).
/// Input:  (batch, steps, channels).     Output: same shape and dtype.
class SpatialDropout1D final : public LayerBase<SpatialDropout1D, detail::SpatialDropoutLayer> {
 public:
  static constexpr const char* type = "SpatialDropout1D";
  explicit SpatialDropout1D(double rate, const LayerOptions& options = {})
      : LayerBase(type, rate, 1, options.name) {}
  [[nodiscard]] static SpatialDropout1D from_config(const Attributes& config) {
    return SpatialDropout1D(config.real("rate"));
  }
};

/// Dropout of whole channels of pictures (batch, height, width, channels).
class SpatialDropout2D final : public LayerBase<SpatialDropout2D, detail::SpatialDropoutLayer> {
 public:
  static constexpr const char* type = "SpatialDropout2D";
  explicit SpatialDropout2D(double rate, const LayerOptions& options = {})
      : LayerBase(type, rate, 2, options.name) {}
  [[nodiscard]] static SpatialDropout2D from_config(const Attributes& config) {
    return SpatialDropout2D(config.real("rate"));
  }
};

/// Dropout of whole channels of volumes (batch, depth, height, width, channels).
class SpatialDropout3D final : public LayerBase<SpatialDropout3D, detail::SpatialDropoutLayer> {
 public:
  static constexpr const char* type = "SpatialDropout3D";
  explicit SpatialDropout3D(double rate, const LayerOptions& options = {})
      : LayerBase(type, rate, 3, options.name) {}
  [[nodiscard]] static SpatialDropout3D from_config(const Attributes& config) {
    return SpatialDropout3D(config.real("rate"));
  }
};

}  // namespace saem
