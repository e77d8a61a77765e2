#pragma once

#include <string>

#include "saem/nn/pooling_layer.h"
#include "saem/nn/size3.h"

namespace saem {

struct Pooling3DOptions {
  Size3 strides = {0, 0, 0};  ///< {0, 0, 0}: the pool size
  std::string padding =
      "valid";  ///< "valid": windows stay inside, a rest is left out; "same": ⌈input / stride⌉ outputs
  std::string name = {};
};

/// The largest element of each window, per channel. Padded places never win.
///
/// Input:  (batch, depth, height, width, channels).     Output: (batch, depth', height', width', channels),
/// sizes as for Conv3D. Throws: ValueError for an option outside its range; ShapeError when built on an input
/// that does not fit.
class MaxPooling3D final : public LayerBase<MaxPooling3D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "MaxPooling3D";
  explicit MaxPooling3D(Size3 pool_size = {2, 2, 2}, const Pooling3DOptions& options = {});
  [[nodiscard]] static MaxPooling3D from_config(const Attributes& config);

 private:
  explicit MaxPooling3D(const detail::SpatialWindow& window);
};

/// The average of each window, per channel. Padded places do not count. Otherwise as MaxPooling3D.
class AveragePooling3D final : public LayerBase<AveragePooling3D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "AveragePooling3D";
  explicit AveragePooling3D(Size3 pool_size = {2, 2, 2}, const Pooling3DOptions& options = {});
  [[nodiscard]] static AveragePooling3D from_config(const Attributes& config);

 private:
  explicit AveragePooling3D(const detail::SpatialWindow& window);
};

}  // namespace saem
