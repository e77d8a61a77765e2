#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/pooling_layer.h"

namespace saem {

struct Pooling1DOptions {
  std::int64_t strides = 0;  ///< 0: the pool size
  std::string padding =
      "valid";  ///< "valid": windows stay inside, a rest is left out; "same": ⌈input / stride⌉ outputs
  std::string name = {};
};

/// The largest element of each window, per channel. Padded places never win.
///
/// Input:  (batch, steps, channels).     Output: (batch, steps', channels), sizes as for
/// Conv1D. Throws: ValueError for an option outside its range; ShapeError when built on an input that does
/// not fit.
class MaxPooling1D final : public LayerBase<MaxPooling1D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "MaxPooling1D";
  explicit MaxPooling1D(std::int64_t pool_size = 2, const Pooling1DOptions& options = {});
  [[nodiscard]] static MaxPooling1D from_config(const Attributes& config);

 private:
  explicit MaxPooling1D(const detail::SpatialWindow& window);
};

/// The average of each window, per channel. Padded places do not count. Otherwise as MaxPooling1D.
class AveragePooling1D final : public LayerBase<AveragePooling1D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "AveragePooling1D";
  explicit AveragePooling1D(std::int64_t pool_size = 2, const Pooling1DOptions& options = {});
  [[nodiscard]] static AveragePooling1D from_config(const Attributes& config);

 private:
  explicit AveragePooling1D(const detail::SpatialWindow& window);
};

}  // namespace saem
