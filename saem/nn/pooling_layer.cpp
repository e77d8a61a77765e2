#include "saem/nn/pooling_layer.h"

#include <algorithm>
#include <utility>

#include "saem/nn/weight_recipe.h"
#include "saem/ops/pooling.h"

namespace saem::detail {

// One statement per option: what throws inside nested braces is cleaned up twice by GCC 12.
PoolingSettings PoolingSettings::from_config(const Attributes& config, int axes) {
  PoolingSettings settings;
  settings.window.size =
      integers_in(config, "pool_size", std::vector<std::int64_t>(static_cast<std::size_t>(axes), 2));
  settings.window.strides = integers_in(config, "strides", settings.window.size);
  settings.window.padding = text_in(config, "padding", "valid");
  settings.data_format = data_format_in(config);
  static_cast<void>(require_axes(settings.window.size, axes, "pool_size"));
  static_cast<void>(require_axes(settings.window.strides, axes, "strides"));
  return settings;
}

PoolingLayer::PoolingLayer(const char* class_name, Pooling pooling, PoolingSettings settings,
                           const std::string& name)
    : SpatialLayer(class_name, settings.window.axes(), settings.data_format, name),
      pooling_(pooling),
      window_(std::move(settings.window)) {
  if (std::ranges::all_of(window_.strides, [](std::int64_t s) { return s == 0; }))
    window_.strides = window_.size;
  window_.dilation.assign(window_.size.size(), 1);
  window_.require_valid(title(), "pool_size");
}

Attributes PoolingLayer::config() const {
  Attributes config = SpatialLayer::config();
  config.set("pool_size", window_.size);
  config.set("strides", window_.strides);
  config.set("padding", window_.padding);
  return config;
}

void PoolingLayer::build_spatial(const Shape& x) {
  const auto refusal = window_.refusal(x, "pooling window");
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
}

Tensor PoolingLayer::call_spatial(const Tensor& x, CallContext&) const {
  const PoolOptions options{
      .size = window_.size, .strides = window_.strides, .padding = window_.padding_pairs(x.shape())};
  return pooling_ == Pooling::max ? max_pool(x, options) : average_pool(x, options);
}

}  // namespace saem::detail
