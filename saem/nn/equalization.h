#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/random_picture_layer.h"

namespace saem {

struct EqualizationOptions {
  PixelRange value_range = {};
  std::int64_t bins = 256;                    ///< of the histogram
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

/// Histogram equalization while training: values of each channel of each picture are spread so that all are
/// about as frequent. A channel of one value stays.
///
/// Input:  (batch, height, width, channels).     Output: the same shape; float32 unless the input is
///         floating.
/// Throws: ValueError for fewer than two bins or a value range that does not ascend.
/// Source: Gonzalez and Woods, "Digital image processing", section 3.3.1.
class Equalization final : public LayerBase<Equalization, detail::RandomPictureLayer> {
 public:
  static constexpr const char* type = "Equalization";
  explicit Equalization(const EqualizationOptions& options = {});
  [[nodiscard]] static Equalization from_config(const Attributes& config) {
    return Equalization({.value_range = detail::value_range_in(config),
                         .bins = detail::integer_in(config, "bins", 256),
                         .data_format = detail::data_format_in(config)});
  }
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] Tensor changed(const Tensor& x, const CallContext& context) const override;

 private:
  PixelRange range_;
  std::int64_t bins_;
};

}  // namespace saem
