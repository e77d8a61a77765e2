#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/layer.h"
#include "saem/nn/spatial_window.h"

namespace saem::detail {

enum class Pooling : std::uint8_t { max, average };

/// What the pooling layers share: everything but the types of their options.
class PoolingLayer : public Layer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  /// Throws ValueError for an option outside its range. Strides of 0 are the window's size.
  PoolingLayer(const char* class_name, Pooling pooling, SpatialWindow window, const std::string& name);
  /// The window of a config. Throws ValueError for an option that is missing or has not one number per axis.
  [[nodiscard]] static SpatialWindow window_in(const Attributes& config, int axes);
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  Pooling pooling_;
  SpatialWindow window_;
};

}  // namespace saem::detail
