#pragma once

#include <string>

#include "saem/nn/pooling_layer.h"
#include "saem/nn/size2.h"

namespace saem {

struct Pooling2DOptions {
  Size2 strides = {0, 0};  ///< {0, 0}: the pool size
  std::string padding =
      "valid";  ///< "valid": windows stay inside, a rest is left out; "same": ⌈input / stride⌉ outputs
  std::string name = {};
};

/// The largest element of each window, per channel. Padded places never win.
///
/// Input:  (batch, height, width, channels).     Output: (batch, height', width', channels), sizes as for
/// Conv2D. Throws: ValueError for an option outside its range; ShapeError when built on an input that does
/// not fit.
class MaxPooling2D final : public LayerBase<MaxPooling2D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "MaxPooling2D";
  explicit MaxPooling2D(Size2 pool_size = {2, 2}, const Pooling2DOptions& options = {});
  [[nodiscard]] static MaxPooling2D from_config(const Attributes& config);

 private:
  explicit MaxPooling2D(const detail::SpatialWindow& window);
};

/// The average of each window, per channel. Padded places do not count. Otherwise as MaxPooling2D.
class AveragePooling2D final : public LayerBase<AveragePooling2D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "AveragePooling2D";
  explicit AveragePooling2D(Size2 pool_size = {2, 2}, const Pooling2DOptions& options = {});
  [[nodiscard]] static AveragePooling2D from_config(const Attributes& config);

 private:
  explicit AveragePooling2D(const detail::SpatialWindow& window);
};

}  // namespace saem
