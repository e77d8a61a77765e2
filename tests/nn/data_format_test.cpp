// "channels_first" is "channels_last" between two transposes.
#include <gtest/gtest.h>

#include <algorithm>

#include "saem/compile/program.h"
#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/nn/layers.h"
#include "saem/ops/rearranging.h"
#include "saem/passes/schedule.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::run_layer;
using test::thrown_message;

/// Output of a layer made from this config, with weights that are the same for both formats.
Array output(const std::string& class_name, Attributes config, const char* format, const Array& x) {
  config.set("data_format", format);
  const AnyLayer layer = make_layer(class_name, config);
  return run_layer(*layer, {x});
}

TEST(DataFormat, ChannelsFirstIsChannelsLastTransposed) {
  using Integers = std::vector<std::int64_t>;
  std::vector<std::pair<std::string, Attributes>> layers;
  for (const std::int64_t axes : {1, 2, 3}) {
    const std::string d = std::to_string(axes) + "D";
    const Integers kernel(static_cast<std::size_t>(axes), 2);
    for (const char* padding : {"valid", "same"}) {
      const Attributes window = {{"filters", 3}, {"kernel_size", kernel}, {"padding", padding}};
      layers.emplace_back("Conv" + d, window);
      layers.emplace_back("Conv" + d + "Transpose", window);
      layers.emplace_back("MaxPooling" + d, Attributes{{"padding", padding}});
      layers.emplace_back("AveragePooling" + d, Attributes{{"padding", padding}});
      if (axes < 3) layers.emplace_back("SeparableConv" + d, window);
      if (axes < 3)
        layers.emplace_back("DepthwiseConv" + d, Attributes{{"kernel_size", kernel}, {"padding", padding}});
    }
    layers.emplace_back("GlobalMaxPooling" + d, Attributes{{"keepdims", true}});
    layers.emplace_back("GlobalAveragePooling" + d, Attributes{{"keepdims", true}});
    layers.emplace_back("AdaptiveMaxPooling" + d, Attributes{{"output_size", kernel}});
    layers.emplace_back("AdaptiveAveragePooling" + d, Attributes{{"output_size", kernel}});
    layers.emplace_back("ZeroPadding" + d, Attributes{});
    if (axes > 1) layers.emplace_back("Cropping" + d, Attributes{});
    if (axes > 1) layers.emplace_back("UpSampling" + d, Attributes{});
    if (axes > 1) layers.emplace_back("SpatialDropout" + d, Attributes{{"rate", 0.5}});
  }
  for (const auto& [class_name, config] : layers) {
    const std::vector<Shape> shapes = {{2, 5, 4}, {2, 5, 6, 4}, {2, 5, 3, 6, 4}};
    const std::string digits = class_name.substr(class_name.find_first_of("123"), 1);
    const Shape& shape = shapes[static_cast<std::size_t>(digits[0] - '1')];
    const Array x = counting(shape, 0.01);
    const Array last = output(class_name, config, "channels_last", x);
    const Array first = output(class_name, config, "channels_first", moveaxis(x, -1, 1).value());
    EXPECT_TRUE(identical(first, moveaxis(last, -1, 1).value())) << class_name;
  }
}

TEST(DataFormat, OfWhatHasNoSpatialAxesLeft) {
  const Array x = counting({2, 3, 4, 5});
  for (const char* name : {"GlobalMaxPooling2D", "GlobalAveragePooling2D", "Flatten"}) {
    const Array last = output(name, {}, "channels_last", x);
    EXPECT_TRUE(identical(last, output(name, {}, "channels_first", moveaxis(x, -1, 1).value()))) << name;
  }
}

TEST(DataFormat, AnotherIsRefused) {
  EXPECT_EQ(thrown_message<ValueError>([] { Conv2D(3, 3, {.data_format = "channel_first"}); }),
            "Conv2D: unknown data_format \"channel_first\"\n(known: \"channels_last\", "
            "\"channels_first\").\nDid you mean \"channels_first\"?");
  const std::string message = thrown_message<ShapeError>([] {
    MaxPooling2D layer(2, {.data_format = "channels_first", .name = "pool"});
    (void)run_layer(layer, {counting({2, 3, 4})});
  });
  EXPECT_NE(
      message.find(
          "MaxPooling2D 'pool' cannot take this input: expected pictures (batch, channels, height, width), "
          "received rank 3"),
      std::string::npos)
      << message;
}

/// How many transposes of activations are left of a chain of layers in this format.
std::int64_t transposes_in_chain(const char* format) {
  CallContext context;
  const Tensor x(Node::leaf(parameter_op, {DType::f32, {2, 16, 16, 16}}));
  Tensor y = x;
  for (const AnyLayer& layer :
       std::vector<AnyLayer>{ZeroPadding2D(1, {.data_format = format}),
                             Conv2D(4, 3, {.data_format = format, .activation = "relu"}),
                             MaxPooling2D(2, {.data_format = format}), Conv2D(5, 3, {.data_format = format}),
                             GlobalAveragePooling2D({.data_format = format})}) {
    static_cast<void>(layer->ensure_built(std::vector<TensorType>{{DType::f32, y.shape().with(0, -1)}}));
    layer->draw_weights(1, 0);
    y = layer->apply({y}, context);
  }
  const Graph graph = simplify({{x}, {y}, {}});
  const auto order = topological_order(graph.outputs);
  return std::ranges::count_if(order, [](const auto& node) { return node->op().name == "transpose"; });
}

TEST(DataFormat, TransposesBetweenLayersCancel) {
  EXPECT_EQ(transposes_in_chain("channels_last"), 0);
  EXPECT_EQ(transposes_in_chain("channels_first"), 1);
}

}  // namespace
}  // namespace saem
