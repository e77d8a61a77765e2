#include "saem/backend/cpu/onednn/conv_geometry.h"

#include <algorithm>

#include "saem/graph/op.h"

namespace saem::onednn {
namespace {

// oneDNN's order is (n, c, d₁ …), memory has (n, d₁ …, c).
Layout channels_last(const Shape& shape, std::int64_t images) {
  const int spatial = shape.rank() - 2;
  const std::int64_t channels = shape[-1];
  Dims sizes{images, channels};
  Dims distances{shape.slice(1, shape.rank()).count(), 1};
  for (int i = 1; i <= spatial; ++i) {
    sizes.push_back(shape[i]);
    distances.push_back(shape.slice(i + 1, shape.rank()).count());
  }
  if (spatial == 1) {
    sizes.insert(sizes.begin() + 2, 1);
    distances.insert(distances.begin() + 2, shape[1] * channels);
  }
  return strided(sizes, distances);
}

// oneDNN's order is ([g,] o, i, k₁ …), memory has (k₁ …, i, g·o).
Layout kernel_layout(const Shape& kernel, std::int64_t groups) {
  const int spatial = kernel.rank() - 2;
  const std::int64_t inputs = kernel[-2];
  const std::int64_t filters = kernel[-1];
  Dims sizes{filters / groups, inputs};
  Dims distances{1, filters};
  for (int i = 0; i < spatial; ++i) {
    sizes.push_back(kernel[i]);
    distances.push_back(kernel.slice(i + 1, kernel.rank()).count());
  }
  if (spatial == 1) {
    sizes.insert(sizes.begin() + 2, 1);
    distances.insert(distances.begin() + 2, kernel.count());
  }
  if (groups > 1) {
    sizes.insert(sizes.begin(), groups);
    distances.insert(distances.begin(), filters / groups);
  }
  return strided(sizes, distances);
}

Dims with_height(Dims dims, std::int64_t value) {
  if (dims.size() == 1) dims.insert(dims.begin(), value);
  return dims;
}

bool all_equal(const Dims& dims, std::int64_t value) {
  return std::all_of(dims.begin(), dims.end(), [value](std::int64_t d) { return d == value; });
}

}  // namespace

std::int64_t ConvGeometry::multiplications() const {
  if (x.count() == 0 || kernel.count() == 0) return 0;
  return y.count() * kernel.slice(0, kernel.rank() - 1).count();
}

ConvProblem ConvGeometry::problem(std::int64_t images) const {
  Dims gaps = dilation;  // oneDNN counts the elements that are left out
  for (std::int64_t& gap : gaps) --gap;
  return {channels_last(x, images),    kernel_layout(kernel, groups), channels_last(y, images),
          with_height(strides, 1),     with_height(gaps, 0),          with_height(padding_low, 0),
          with_height(padding_high, 0)};
}

ConvGeometry conv_geometry(const Node& node) {
  const Attributes& attributes = node.attributes();
  ConvGeometry g;
  g.strides = attributes.integers("strides");
  g.dilation = attributes.integers("dilation");
  g.padding_low = attributes.integers("padding_low");
  g.padding_high = attributes.integers("padding_high");
  g.groups = attributes.integer("groups");
  const Shape& output = node.outputs().front().shape;
  const Shape& first = node.input(0).shape();
  const Shape& second = node.input(1).shape();
  if (node.op().name == "conv_input_gradient") {
    g.pass = ConvPass::input_gradient;
    g.x = output;
    g.kernel = second;
    g.y = first;
  } else if (node.op().name == "conv_kernel_gradient") {
    g.pass = ConvPass::kernel_gradient;
    g.x = first;
    g.kernel = output;
    g.y = second;
  } else {
    g.x = first;
    g.kernel = second;
    g.y = output;
  }
  return g;
}

ConvAlgorithm choose_algorithm(const ConvGeometry& g) {
  // Winograd's implementation adds up in an order that depends on the number of threads, so it must run on
  // one, and few pictures leave nothing to do for the others.
  constexpr std::int64_t least_pictures = 4;
  constexpr std::int64_t least_channels = 32;
  constexpr std::int64_t least_multiplications = std::int64_t{1} << 24;
  constexpr std::int64_t least_tiles = 16;  // of 4×4 outputs, per picture
  if (g.batch() < least_pictures) return ConvAlgorithm::direct;
  const bool three_by_three = g.kernel.rank() == 4 && g.kernel[0] == 3 && g.kernel[1] == 3;
  if (!three_by_three || g.groups != 1 || !all_equal(g.strides, 1) || !all_equal(g.dilation, 1)) {
    return ConvAlgorithm::direct;
  }
  const bool many_channels = g.x[3] >= least_channels && g.y[3] >= least_channels;
  const std::int64_t tiles = ((g.y[1] + 3) / 4) * ((g.y[2] + 3) / 4);
  const bool large = g.multiplications() >= least_multiplications && tiles >= least_tiles;
  return many_channels && large ? ConvAlgorithm::winograd : ConvAlgorithm::direct;
}

}  // namespace saem::onednn
