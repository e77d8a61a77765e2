#include "saem/nn/pooling_layers.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

TEST(Pooling1D, LargestAndAverageOfEachWindow) {
  MaxPooling1D largest;
  EXPECT_EQ(elements(run_layer(largest, {counting({1, 5, 1})})), (std::vector<double>{1, 3}));
  AveragePooling1D average;
  EXPECT_EQ(elements(run_layer(average, {counting({1, 5, 1})})), (std::vector<double>{0.5, 2.5}));
}

TEST(Pooling1D, SamePaddingNeitherWinsNorCounts) {
  const Array x = counting({1, 5, 1}, -1);  // 0, -1, … -4
  MaxPooling1D largest(2, {.padding = "same"});
  EXPECT_EQ(elements(run_layer(largest, {x})), (std::vector<double>{0, -2, -4}));
  AveragePooling1D average(2, {.padding = "same"});
  EXPECT_EQ(elements(run_layer(average, {x})), (std::vector<double>{-0.5, -2.5, -4}));
}

TEST(Pooling1D, StridesAreTheSizeUnlessGiven) {
  MaxPooling1D layer(3, {.strides = 1});
  EXPECT_EQ(run_layer(layer, {counting({2, 7, 3})}).shape(), (Shape{2, 5, 3}));
  EXPECT_EQ(MaxPooling1D(3).config().integers("strides"), std::vector<std::int64_t>{3});
}

TEST(Pooling1D, ConfigMakesTheSameLayer) {
  const MaxPooling1D largest(3, {.strides = 1, .padding = "same"});
  EXPECT_EQ(MaxPooling1D::from_config(largest.config()).config(), largest.config());
  const AveragePooling1D average(3, {.strides = 2, .padding = "same"});
  EXPECT_EQ(AveragePooling1D::from_config(average.config()).config(), average.config());
}

TEST(Pooling1D, RefusesOptionsOutsideTheirRange) {
  EXPECT_THROW(MaxPooling1D(0), ValueError);
  EXPECT_THROW(MaxPooling1D(2, {.strides = -1}), ValueError);
  EXPECT_THROW(AveragePooling1D(2, {.padding = "causal"}), ValueError);
}

}  // namespace
}  // namespace saem
