#include "saem/ops/pooling_windows.h"

#include <fmt/format.h>

#include <algorithm>

namespace saem::detail {
namespace {

using Integers = std::vector<std::int64_t>;

struct Pooling {
  Shape x;
  Attributes attributes;
};

Attributes windows(Integers size, Integers strides, Integers low, Integers high) {
  return {{"size", std::move(size)},
          {"strides", std::move(strides)},
          {"padding_low", std::move(low)},
          {"padding_high", std::move(high)}};
}

std::vector<Pooling> fixed_poolings() {
  return {
      {{2, 8, 3}, windows({2}, {2}, {0}, {0})},                                // 1-D
      {{2, 6, 4, 3}, windows({2, 2}, {2, 2}, {0, 0}, {0, 0})},                 // 2-D
      {{1, 7, 5, 2}, windows({2, 2}, {2, 2}, {0, 0}, {0, 0})},                 // a rest that no window covers
      {{2, 6, 7, 2}, windows({3, 3}, {2, 1}, {0, 0}, {0, 0})},                 // overlapping
      {{1, 5, 6, 3}, windows({3, 2}, {2, 3}, {1, 0}, {2, 1})},                 // padding on both sides, gaps
      {{1, 4, 5, 4, 2}, windows({2, 3, 2}, {2, 1, 1}, {0, 1, 1}, {0, 2, 0})},  // 3-D
      {{0, 4, 4, 2}, windows({2, 2}, {2, 2}, {0, 0}, {0, 0})},                 // no examples
  };
}

Pooling random_pooling(Generator& g) {
  const std::int64_t spatial = 1 + g.integer(3);
  Integers x = {1 + g.integer(2)};
  Integers size;
  Integers strides;
  Integers low;
  Integers high;
  for (std::int64_t i = 0; i < spatial; ++i) {
    size.push_back(1 + g.integer(3));
    strides.push_back(1 + g.integer(3));
    low.push_back(g.integer(size.back()));
    high.push_back(g.integer(size.back()));
    x.push_back(std::max<std::int64_t>(size.back() - low.back() - high.back(), 1) + g.integer(4));
  }
  x.push_back(1 + g.integer(3));
  return {Shape(std::span<const std::int64_t>(x)), windows(size, strides, low, high)};
}

/// Elements in random order, 0.02 apart: no finite difference changes which one is the largest.
Array distinct_array(Generator& g, const Shape& shape) {
  Array array(shape, DType::f64);
  const std::vector<std::int64_t> order = g.permutation(array.size());
  const auto data = array.mutable_data<double>();
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = 0.02 * static_cast<double>(order[i]) - 1.0;
  return array;
}

}  // namespace

Shape pooled_shape(const Signature& s, const Shape& x) {
  const Integers& size = s.attributes.integers("size");
  const WindowAxes axes = window_axes(s, x, size, false);
  for (std::size_t i = 0; i < size.size(); ++i) {
    // Otherwise a window could lie in the padding altogether.
    const std::int64_t padding =
        std::max(s.attributes.integers("padding_low")[i], s.attributes.integers("padding_high")[i]);
    if (padding >= size[i]) {
      s.reject_shape(fmt::format("a padding of {} does not go with windows of {} on spatial axis {}", padding,
                                 size[i], i),
                     "Each padding must be smaller than the window.");
    }
  }
  return window_output(axes, x, x[-1]);
}

Attributes pool_attributes(const PoolOptions& windows) {
  Integers low;
  Integers high;
  for (const auto& [before, after] :
       windows.padding.empty() ? PaddingPairs(windows.size.size()) : windows.padding) {
    low.push_back(before);
    high.push_back(after);
  }
  return {{"size", windows.size},
          {"strides", windows.strides.empty() ? windows.size : windows.strides},
          {"padding_low", low},
          {"padding_high", high}};
}

std::vector<Sampler> pool_samples(std::vector<PoolInput> roles, bool x_shape) {
  const auto sample_of = [roles, x_shape](const Pooling& c, Generator& g) {
    const WindowAxes axes = window_axes(c.attributes, c.x, c.attributes.integers("size"), false);
    Sample sample;
    sample.attributes = c.attributes;
    if (x_shape) sample.attributes.set("x_shape", c.x);
    for (const PoolInput role : roles) {
      sample.inputs.push_back(role == PoolInput::x ? distinct_array(g, c.x)
                              : role == PoolInput::like_x
                                  ? random_array(g, c.x)
                                  : random_array(g, window_output(axes, c.x, c.x[-1])));
    }
    return sample;
  };
  std::vector<Sampler> samplers;
  for (const Pooling& c : fixed_poolings()) {
    samplers.emplace_back([c, sample_of](Generator& g, int) { return sample_of(c, g); });
  }
  for (int i = 0; i < 3; ++i) {
    samplers.emplace_back([sample_of](Generator& g, int) { return sample_of(random_pooling(g), g); });
  }
  return samplers;
}

}  // namespace saem::detail
