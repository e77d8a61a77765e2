#include "saem/backend/cpu/onednn/conv_geometry.h"

#include <algorithm>

#include "saem/graph/op.h"

namespace saem::onednn {
namespace {

// oneDNN's order is (n, c, d₁ …), memory has (n, d₁ …, c) or (n, c / block, d₁ …, block).
Layout pictures(const Shape& shape, std::int64_t images, std::int64_t block, DType dtype) {
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
  return block > 0 ? channel_blocks(sizes, block, dtype) : strided(sizes, distances, dtype);
}

// oneDNN's order is ([g,] o, i, k₁ …), memory has (k₁ …, i, g·o).
Layout kernel_layout(const Shape& kernel, std::int64_t groups, std::int64_t some, DType dtype) {
  const int spatial = kernel.rank() - 2;
  const std::int64_t inputs = kernel[-2];
  const std::int64_t filters = kernel[-1];
  Dims sizes{some / groups, inputs};
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
  return strided(sizes, distances, dtype);
}

Dims with_height(Dims dims, std::int64_t value) {
  if (dims.size() == 1) dims.insert(dims.begin(), value);
  return dims;
}

}  // namespace

std::int64_t ConvGeometry::multiplications() const {
  if (x.count() == 0 || kernel.count() == 0) return 0;
  return y.count() * kernel.slice(0, kernel.rank() - 1).count();
}

ConvProblem ConvGeometry::problem(std::int64_t images, std::int64_t filters) const {
  Dims gaps = dilation;  // oneDNN counts the elements that are left out
  for (std::int64_t& gap : gaps) --gap;
  return {pictures(x, images, x_block, x_type),
          kernel_layout(kernel, groups, filters, kernel_type),
          pictures(y.with(-1, filters), images, y_block, y_type),
          with_height(strides, 1),
          with_height(gaps, 0),
          with_height(padding_low, 0),
          with_height(padding_high, 0)};
}

ConvGeometry conv_geometry(const Task& task) {
  const Node& node = *task.nodes.front();
  const Attributes& attributes = node.attributes();
  ConvGeometry g;
  g.strides = attributes.integers("strides");
  g.dilation = attributes.integers("dilation");
  g.padding_low = attributes.integers("padding_low");
  g.padding_high = attributes.integers("padding_high");
  g.groups = attributes.integer("groups");
  g.keeps_kernel = node.op().name != "conv_kernel_gradient" && task.is_steady(1);
  const Shape& output = node.outputs().front().shape;
  const Shape& first = node.input(0).shape();
  const Shape& second = node.input(1).shape();
  if (node.op().name == "conv_input_gradient") {
    g.pass = ConvPass::input_gradient;
    g.x = output;
    g.kernel = second;
    g.y = first;
    g.x_block = task.output_layout().channel_block;
    g.y_block = task.input_layout(0).channel_block;
    g.x_type = task.outputs.front().dtype();
    g.y_type = node.input(0).dtype();
    g.kernel_type = node.input(1).dtype();
  } else if (node.op().name == "conv_kernel_gradient") {
    g.pass = ConvPass::kernel_gradient;
    g.x = first;
    g.kernel = output;
    g.y = second;
    g.x_block = task.input_layout(0).channel_block;
    g.y_block = task.input_layout(1).channel_block;
    g.x_type = node.input(0).dtype();
    g.y_type = node.input(1).dtype();
    g.kernel_type = task.outputs.front().dtype();
  } else {
    g.x = first;
    g.kernel = second;
    g.y = output;
    g.x_block = task.input_layout(0).channel_block;
    g.y_block = task.output_layout().channel_block;
    g.x_type = node.input(0).dtype();
    g.y_type = task.outputs.front().dtype();
    g.kernel_type = node.input(1).dtype();
  }
  return g;
}

}  // namespace saem::onednn
