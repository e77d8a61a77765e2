#include "saem/nn/global_pooling.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/ops/reduction.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

TEST(GlobalPooling, OneNumberPerChannel) {
  const Array pictures = counting({2, 2, 2, 2});
  GlobalAveragePooling2D average;
  const Array y = run_layer(average, {pictures});
  EXPECT_EQ(y.shape(), (Shape{2, 2}));
  EXPECT_EQ(elements(y), (std::vector<double>{3, 4, 11, 12}));
  GlobalMaxPooling2D largest;
  EXPECT_EQ(elements(run_layer(largest, {pictures})), (std::vector<double>{6, 7, 14, 15}));

  const Array sequences = counting({2, 3, 2});
  GlobalAveragePooling1D average_step;
  EXPECT_EQ(elements(run_layer(average_step, {sequences})), (std::vector<double>{2, 3, 8, 9}));
  GlobalMaxPooling1D largest_step;
  EXPECT_EQ(elements(run_layer(largest_step, {sequences})), (std::vector<double>{4, 5, 10, 11}));
}

TEST(GlobalPooling, KeepsTheAxesIfAsked) {
  GlobalAveragePooling2D pictures({.keepdims = true});
  EXPECT_EQ(run_layer(pictures, {counting({2, 3, 4, 5})}).shape(), (Shape{2, 1, 1, 5}));
  GlobalMaxPooling1D sequences({.keepdims = true});
  EXPECT_EQ(run_layer(sequences, {counting({2, 3, 5})}).shape(), (Shape{2, 1, 5}));
}

TEST(GlobalPooling, GradientIsSharedEqually) {
  GlobalAveragePooling2D layer;
  const Tensor x = counting({1, 2, 2, 1});
  static_cast<void>(run_layer(layer, {x.value()}));
  CallContext context;
  EXPECT_EQ(elements(grad(sum(layer.apply({x}, context)), x).value()),
            (std::vector<double>{0.25, 0.25, 0.25, 0.25}));
}

TEST(GlobalPooling, NamesAndConfigs) {
  EXPECT_EQ(GlobalAveragePooling2D().name(), "global_average_pooling2d");
  EXPECT_EQ(GlobalMaxPooling1D().name(), "global_max_pooling1d");
  for (const bool keepdims : {false, true}) {
    const Attributes config = GlobalMaxPooling2D({.keepdims = keepdims}).config();
    EXPECT_EQ(config.flag("keepdims"), keepdims);
    EXPECT_EQ(GlobalMaxPooling2D::from_config(config).config(), config);
    EXPECT_EQ(GlobalAveragePooling2D::from_config(config).config(), config);
    EXPECT_EQ(GlobalMaxPooling1D::from_config(config).config(), config);
    EXPECT_EQ(GlobalAveragePooling1D::from_config(config).config(), config);
  }
}

}  // namespace
}  // namespace saem
