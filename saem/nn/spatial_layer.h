#pragma once

#include <string>

#include "saem/nn/layer.h"

namespace saem::detail {

/// What layers over sequences, pictures and volumes share: the check of the input, and the order of its axes.
/// Derived layers see (batch, extents…, channels) whatever the order is: "channels_first" is a transpose on
/// either side, and two that meet cancel each other when the graph is simplified.
class SpatialLayer : public Layer {
 public:
  /// "data_format"; derived layers add their own.
  [[nodiscard]] Attributes config() const override;

 protected:
  /// Throws ValueError unless the data format is "channels_last" or "channels_first". `axes` is the number of
  /// extents: 1 to 3.
  SpatialLayer(const char* class_name, int axes, std::string data_format, const std::string& name);

  /// `build` and `call` of the derived layer; its input has the channels last, and so must its output, if it
  /// still has all of its axes.
  virtual void build_spatial(const Shape& /*x*/) {}
  [[nodiscard]] virtual Tensor call_spatial(const Tensor& x, CallContext& context) const = 0;

  void build(std::span<const Shape> inputs) final;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const final;

 private:
  [[nodiscard]] bool channels_first() const { return data_format_ == "channels_first"; }
  int axes_;
  std::string data_format_;
};

/// The data format of a config.
[[nodiscard]] std::string data_format_in(const Attributes& config);
/// Throws ValueError, in the name of `title`, unless it is "channels_last" or "channels_first".
void require_data_format(const std::string& title, const std::string& data_format);

}  // namespace saem::detail
