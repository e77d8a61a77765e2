#include "saem/nn/random_flip.h"

#include <algorithm>
#include <vector>

#include "saem/nn/names.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/rearranging.h"

namespace saem {

RandomFlip::RandomFlip(const std::string& mode, const RandomPictureOptions& options)
    : LayerBase(type, options), mode_(mode) {
  static const std::vector<std::string> known = {"horizontal", "vertical", "horizontal_and_vertical"};
  if (std::ranges::count(known, mode_) == 0) detail::unknown_name(title(), "mode", mode_, known);
}

Attributes RandomFlip::config() const {
  Attributes config = RandomPictureLayer::config();
  config.set("mode", mode_);
  return config;
}

Tensor RandomFlip::changed(const Tensor& x, const CallContext& context) const {
  Tensor y = x;
  if (mode_ != "vertical") y = where(draw_choice(x, {0.5, 0.5}, context), flip(y, {2}), y);
  if (mode_ != "horizontal") y = where(draw_choice(x, {0.5, 0.5}, context), flip(y, {1}), y);
  return y;
}

}  // namespace saem
