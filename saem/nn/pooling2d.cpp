#include "saem/nn/pooling2d.h"

#include "saem/nn/picture_window.h"
#include "saem/ops/pooling.h"

namespace saem {
namespace {

Size2 strides_of(Size2 pool_size, const Pooling2DOptions& options) {
  return options.strides == Size2(0) ? pool_size : options.strides;
}

detail::PictureWindow window(Size2 pool_size, const Pooling2DOptions& options) {
  return {pool_size, strides_of(pool_size, options), options.padding};
}

PoolOptions pool_options(Size2 pool_size, const Pooling2DOptions& options, const Shape& input) {
  const detail::PictureWindow w = window(pool_size, options);
  return {.size = w.size.list(), .strides = w.strides.list(), .padding = w.padding_pairs(input)};
}

Attributes config_of(Size2 pool_size, const Pooling2DOptions& options) {
  return {{"pool_size", pool_size.list()},
          {"strides", strides_of(pool_size, options).list()},
          {"padding", options.padding}};
}

Size2 pool_size_in(const Attributes& config) { return Size2::of(config.integers("pool_size"), "pool_size"); }
Pooling2DOptions options_in(const Attributes& config) {
  return {.strides = Size2::of(config.integers("strides"), "strides"), .padding = config.text("padding")};
}

}  // namespace

MaxPooling2D::MaxPooling2D(Size2 pool_size, const Pooling2DOptions& options)
    : LayerBase(type, options.name), pool_size_(pool_size), options_(options) {
  window(pool_size_, options_).require_valid(title(), "pool_size");
}

MaxPooling2D MaxPooling2D::from_config(const Attributes& config) {
  return MaxPooling2D(pool_size_in(config), options_in(config));
}
Attributes MaxPooling2D::config() const { return config_of(pool_size_, options_); }

void MaxPooling2D::build(std::span<const Shape> inputs) {
  const auto refusal = window(pool_size_, options_).refusal(only_input(inputs), type, "pooling window");
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
}

Tensor MaxPooling2D::call(const Tensors& inputs, CallContext&) const {
  return max_pool(inputs[0], pool_options(pool_size_, options_, inputs[0].shape()));
}

AveragePooling2D::AveragePooling2D(Size2 pool_size, const Pooling2DOptions& options)
    : LayerBase(type, options.name), pool_size_(pool_size), options_(options) {
  window(pool_size_, options_).require_valid(title(), "pool_size");
}

AveragePooling2D AveragePooling2D::from_config(const Attributes& config) {
  return AveragePooling2D(pool_size_in(config), options_in(config));
}
Attributes AveragePooling2D::config() const { return config_of(pool_size_, options_); }

void AveragePooling2D::build(std::span<const Shape> inputs) {
  const auto refusal = window(pool_size_, options_).refusal(only_input(inputs), type, "pooling window");
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
}

Tensor AveragePooling2D::call(const Tensors& inputs, CallContext&) const {
  return average_pool(inputs[0], pool_options(pool_size_, options_, inputs[0].shape()));
}

}  // namespace saem
