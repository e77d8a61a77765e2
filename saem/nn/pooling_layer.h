#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/size_list.h"
#include "saem/nn/spatial_layer.h"
#include "saem/nn/spatial_window.h"

namespace saem::detail {

enum class Pooling : std::uint8_t { max, average };

/// The options of a pooling layer over any number of spatial axes.
struct PoolingSettings {
  SpatialWindow window;
  std::string data_format;

  template <class Size, class Options>
  [[nodiscard]] static PoolingSettings of(const Size& pool_size, const Options& o) {
    return {.window = {.size = size_list(pool_size),
                       .strides = size_list(o.strides),
                       .padding = o.padding,
                       .dilation = {}},
            .data_format = o.data_format};
  }
  /// Throws ValueError for an option that has not one number per axis.
  [[nodiscard]] static PoolingSettings from_config(const Attributes& config, int axes);
};

/// What the pooling layers share: everything but the types of their options.
class PoolingLayer : public SpatialLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  /// Throws ValueError for an option outside its range. Strides of 0 are the window's size.
  PoolingLayer(const char* class_name, Pooling pooling, PoolingSettings settings, const std::string& name);
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;

 private:
  Pooling pooling_;
  SpatialWindow window_;
};

}  // namespace saem::detail
