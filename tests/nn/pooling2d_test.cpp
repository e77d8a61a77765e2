#include "saem/nn/pooling_layers.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

TEST(Pooling2D, LargestAndAverageOfEachWindow) {
  MaxPooling2D largest(2);
  EXPECT_EQ(elements(run_layer(largest, {counting({1, 4, 5, 1})})), (std::vector<double>{6, 8, 16, 18}));
  AveragePooling2D average(2);
  EXPECT_EQ(elements(run_layer(average, {counting({1, 4, 5, 1})})), (std::vector<double>{3, 5, 13, 15}));
}

TEST(Pooling2D, SamePaddingNeitherWinsNorCounts) {
  const Array x = counting({1, 3, 3, 1}, -1);  // 0, -1, … -8
  MaxPooling2D largest(2, {.padding = "same"});
  EXPECT_EQ(elements(run_layer(largest, {x})), (std::vector<double>{0, -2, -6, -8}));
  AveragePooling2D average(2, {.padding = "same"});
  EXPECT_EQ(elements(run_layer(average, {x})), (std::vector<double>{-2, -3.5, -6.5, -8}));
}

TEST(Pooling2D, StridesAreTheSizeUnlessGiven) {
  MaxPooling2D layer({2, 1}, {.strides = {1, 2}});
  EXPECT_EQ(run_layer(layer, {counting({2, 4, 5, 3})}).shape(), (Shape{2, 3, 3, 3}));
  EXPECT_EQ(MaxPooling2D({2, 1}).config().integers("strides"), (std::vector<std::int64_t>{2, 1}));
}

TEST(Pooling2D, ConfigMakesTheSameLayer) {
  const MaxPooling2D largest({2, 3}, {.strides = 1, .padding = "same"});
  EXPECT_EQ(MaxPooling2D::from_config(largest.config()).config(), largest.config());
  const AveragePooling2D average({2, 3}, {.strides = 1, .padding = "same"});
  EXPECT_EQ(AveragePooling2D::from_config(average.config()).config(), average.config());
}

TEST(Pooling2D, RefusesOptionsOutsideTheirRange) {
  EXPECT_THROW(MaxPooling2D(0), ValueError);
  EXPECT_THROW(MaxPooling2D(2, {.strides = -1}), ValueError);
  EXPECT_THROW(AveragePooling2D(2, {.padding = "full"}), ValueError);
}

}  // namespace
}  // namespace saem
