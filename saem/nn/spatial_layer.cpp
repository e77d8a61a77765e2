#include "saem/nn/spatial_layer.h"

#include <utility>
#include <vector>

#include "saem/nn/names.h"
#include "saem/nn/spatial_window.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/rearranging.h"

namespace saem::detail {

std::string data_format_in(const Attributes& config) {
  return text_in(config, "data_format", "channels_last");
}

void require_data_format(const std::string& title, const std::string& data_format) {
  static const std::vector<std::string> known = {"channels_last", "channels_first"};
  if (data_format != known[0] && data_format != known[1])
    unknown_name(title, "data_format", data_format, known);
}

SpatialLayer::SpatialLayer(const char* class_name, int axes, std::string data_format, const std::string& name)
    : Layer(class_name, name), axes_(axes), data_format_(std::move(data_format)) {
  require_data_format(title(), data_format_);
}

Attributes SpatialLayer::config() const { return {{"data_format", data_format_}}; }

void SpatialLayer::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  const bool moved = channels_first() && x.rank() == axes_ + 2;
  const Shape last = moved ? x.erased(1).inserted(axes_ + 1, x[1]) : x;
  const auto refusal = spatial_refusal(last, axes_, class_name(), data_format_);
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
  build_spatial(last);
}

Tensor SpatialLayer::call(const Tensors& inputs, CallContext& context) const {
  if (!channels_first()) return call_spatial(inputs[0], context);
  const Tensor x = moveaxis(inputs[0], 1, -1);
  context.set_mask(x, context.mask_of(inputs[0]));
  const Tensor y = call_spatial(x, context);
  return y.rank() == axes_ + 2 ? moveaxis(y, -1, 1) : y;
}

}  // namespace saem::detail
