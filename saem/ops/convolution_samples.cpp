#include "saem/ops/convolution_samples.h"

#include <algorithm>

#include "saem/ops/convolution_geometry.h"

namespace saem::detail {
namespace {

using Integers = std::vector<std::int64_t>;

struct Case {
  Shape x;
  Shape kernel;
  Attributes attributes;
};

Attributes options(Integers strides, Integers low, Integers high, Integers dilation,
                   std::int64_t groups = 1) {
  return {{"strides", std::move(strides)},
          {"padding_low", std::move(low)},
          {"padding_high", std::move(high)},
          {"dilation", std::move(dilation)},
          {"groups", groups}};
}

std::vector<Case> fixed_cases() {
  return {
      {{2, 7, 3}, {3, 3, 4}, options({1}, {0}, {0}, {1})},  // 1-D
      {{2, 9, 2}, {3, 2, 3}, options({2}, {3}, {0}, {2})},  // stride, causal padding, dilation
      {{2, 6, 5, 3}, {3, 2, 3, 4}, options({1, 1}, {0, 0}, {0, 0}, {1, 1})},     // 2-D
      {{1, 7, 8, 2}, {3, 3, 2, 2}, options({2, 3}, {1, 0}, {2, 1}, {1, 2})},     // everything uneven
      {{2, 5, 5, 4}, {3, 3, 1, 4}, options({1, 1}, {1, 1}, {1, 1}, {1, 1}, 4)},  // depthwise
      {{1, 6, 6, 3},
       {3, 3, 1, 6},
       options({2, 2}, {0, 0}, {1, 1}, {1, 1}, 3)},  // depthwise, two filters per channel
      {{2, 4, 4, 6}, {2, 2, 3, 4}, options({1, 2}, {1, 0}, {0, 1}, {2, 1}, 2)},  // grouped
      {{2, 5, 4, 3}, {1, 1, 3, 5}, options({1, 1}, {0, 0}, {0, 0}, {1, 1})},     // pointwise
      {{1, 8, 8, 1}, {2, 2, 1, 3}, options({3, 3}, {0, 0}, {0, 0}, {1, 1})},     // gaps between the windows
      {{1, 4, 5, 4, 2}, {2, 3, 2, 2, 3}, options({1, 2, 1}, {1, 0, 0}, {0, 1, 1}, {1, 1, 2})},  // 3-D
      {{0, 5, 5, 2}, {3, 3, 2, 2}, options({1, 1}, {0, 0}, {0, 0}, {1, 1})},                    // no examples
  };
}

/// Any geometry in which the window fits.
Case random_case(Generator& g) {
  const std::int64_t spatial = 1 + g.integer(3);
  const std::int64_t groups = 1 + g.integer(2);
  const std::int64_t group_channels = 1 + g.integer(3);
  const std::int64_t filters = groups * (1 + g.integer(3));
  Integers x = {1 + g.integer(2)};
  Integers kernel;
  Integers strides;
  Integers low;
  Integers high;
  Integers dilation;
  for (std::int64_t i = 0; i < spatial; ++i) {
    kernel.push_back(1 + g.integer(3));
    strides.push_back(1 + g.integer(3));
    dilation.push_back(1 + g.integer(2));
    low.push_back(g.integer(3));
    high.push_back(g.integer(3));
    const std::int64_t span = dilation.back() * (kernel.back() - 1) + 1;
    x.push_back(std::max<std::int64_t>(span - low.back() - high.back(), 1) + g.integer(3));
  }
  x.push_back(groups * group_channels);
  kernel.insert(kernel.end(), {group_channels, filters});
  return {Shape(std::span<const std::int64_t>(x)), Shape(std::span<const std::int64_t>(kernel)),
          options(strides, low, high, dilation, groups)};
}

Sample sample_of(const Case& c, ConvRole role, Generator& g) {
  const std::span<const std::int64_t> window =
      c.kernel.dims().first(static_cast<std::size_t>(c.kernel.rank() - 2));
  const Shape y = window_output(window_axes(c.attributes, c.x, window, true), c.x, c.kernel[-1]);
  Sample sample;
  sample.attributes = c.attributes;
  sample.inputs = {random_array(g, role == ConvRole::input_gradient ? y : c.x),
                   random_array(g, role == ConvRole::kernel_gradient ? y : c.kernel)};
  if (role == ConvRole::input_gradient) sample.attributes.set("x_shape", c.x);
  if (role == ConvRole::kernel_gradient) sample.attributes.set("kernel_shape", c.kernel);
  return sample;
}

}  // namespace

std::vector<Sampler> conv_samples(ConvRole role) {
  std::vector<Sampler> samplers;
  for (const Case& c : fixed_cases()) {
    samplers.emplace_back([c, role](Generator& g, int) { return sample_of(c, role, g); });
  }
  for (int i = 0; i < 3; ++i) {
    samplers.emplace_back([role](Generator& g, int) { return sample_of(random_case(g), role, g); });
  }
  return samplers;
}

}  // namespace saem::detail
