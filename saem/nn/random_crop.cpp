#include "saem/nn/random_crop.h"

#include "saem/nn/resizing.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/indexing.h"
#include "saem/ops/random_distributions.h"
#include "saem/ops/resize.h"
#include "saem/ops/shape_ops.h"

namespace saem {

RandomCrop::RandomCrop(std::int64_t height, std::int64_t width, const RandomPictureOptions& options)
    : LayerBase(type, options), height_(height), width_(width) {
  detail::require_picture_size(title(), height_, width_);
}

Attributes RandomCrop::config() const {
  Attributes config = RandomPictureLayer::config();
  config.set("height", height_);
  config.set("width", width_);
  return config;
}

Tensor RandomCrop::unchanged(const Tensor& x) const {
  return resize(detail::middle_part(x, height_, width_), {height_, width_});
}

Tensor RandomCrop::changed(const Tensor& x, const CallContext& context) const {
  const Shape& s = x.shape();
  if (s[1] < height_ || s[2] < width_) return unchanged(x);
  const auto places = [&](int axis, std::int64_t extent) {
    const Tensor first = random_integers(next_key(context), {s[0], 1, 1, 1}, 0, s[axis] - extent + 1);
    return first + reshape(arange(extent), Shape{1, 1, 1, 1}.with(axis, extent));
  };
  return take_along_axis(take_along_axis(x, places(1, height_), 1), places(2, width_), 2);
}

}  // namespace saem
