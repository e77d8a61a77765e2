#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/spatial_layer.h"
#include "saem/nn/weight_recipe.h"

namespace saem {

struct ResizingOptions {
  std::string interpolation = "bilinear";     ///< "nearest", "bilinear", "bicubic", "lanczos3" or "lanczos5"
  bool crop_to_aspect_ratio = false;          ///< the middle of the picture that has the target's proportions
  bool pad_to_aspect_ratio = false;           ///< the whole picture, in a frame that has them
  std::string fill_mode = "constant";         ///< of that frame; there is no other
  double fill_value = 0;                      ///< of that frame
  bool antialias = false;                     ///< see ResizeOptions
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

/// Pictures in another size: see resize.
///
/// Input:  (batch, rows, columns, channels), any dtype.
/// Output: (batch, height, width, channels) of the same dtype: integers are rounded and stay within its
///         range.
/// Throws: ValueError for a size below 1, an unknown name, or both proportions options; ShapeError when built
///         on an input that is no picture.
class Resizing final : public LayerBase<Resizing, detail::SpatialLayer> {
 public:
  static constexpr const char* type = "Resizing";
  Resizing(std::int64_t height, std::int64_t width, const ResizingOptions& options = {});
  [[nodiscard]] static Resizing from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;

 private:
  std::int64_t height_;
  std::int64_t width_;
  ResizingOptions options_;
};

struct CenterCropOptions {
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

/// The middle of pictures. Where a picture is smaller, the largest middle of the target's proportions,
/// resized (bilinear).
///
/// Input:  (batch, rows, columns, channels).
/// Output: (batch, height, width, channels); float32 unless the input is floating.
/// Throws: as Resizing.
class CenterCrop final : public LayerBase<CenterCrop, detail::SpatialLayer> {
 public:
  static constexpr const char* type = "CenterCrop";
  CenterCrop(std::int64_t height, std::int64_t width, const CenterCropOptions& options = {});
  [[nodiscard]] static CenterCrop from_config(const Attributes& config) {
    return CenterCrop(config.integer("height"), config.integer("width"),
                      {.data_format = detail::data_format_in(config)});
  }
  [[nodiscard]] Attributes config() const override;

 protected:
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;

 private:
  std::int64_t height_;
  std::int64_t width_;
};

namespace detail {

/// Throws ValueError, in the name of `title`, unless both extents are from 1 to 2³⁰.
void require_picture_size(const std::string& title, std::int64_t height, std::int64_t width);
/// The `height` × `width` pixels of x (n, rows, columns, c) from (top, left) on.
[[nodiscard]] Tensor picture_part(const Tensor& x, std::int64_t top, std::int64_t left, std::int64_t height,
                                  std::int64_t width);
/// The largest middle of x (n, rows, columns, c) of the proportions of height × width.
[[nodiscard]] Tensor middle_part(const Tensor& x, std::int64_t height, std::int64_t width);

}  // namespace detail
}  // namespace saem
