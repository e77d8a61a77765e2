#include "saem/nn/edge_layers.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

TEST(ZeroPadding2D, PutsZerosAround) {
  ZeroPadding2D layer({{1, 0}, {0, 2}});
  const Array y = run_layer(layer, {Array::of(std::vector<float>{1, 2}, {1, 1, 2, 1})});
  EXPECT_EQ(y.shape(), (Shape{1, 2, 4, 1}));
  EXPECT_EQ(elements(y), (std::vector<double>{0, 0, 0, 0, 1, 2, 0, 0}));
}

TEST(ZeroPadding2D, OneNumberTwoNumbersOrFour) {
  const auto shape = [](ZeroPadding2D layer) { return run_layer(layer, {counting({1, 4, 5, 3})}).shape(); };
  EXPECT_EQ(shape(ZeroPadding2D()), (Shape{1, 6, 7, 3}));
  EXPECT_EQ(shape(ZeroPadding2D(3)), (Shape{1, 10, 11, 3}));
  EXPECT_EQ(shape(ZeroPadding2D({1, 2})), (Shape{1, 6, 9, 3}));
  EXPECT_EQ(shape(ZeroPadding2D({{0, 1}, {2, 3}})), (Shape{1, 5, 10, 3}));
  EXPECT_EQ(shape(ZeroPadding2D(0)), (Shape{1, 4, 5, 3}));
}

TEST(ZeroPadding2D, GradientLeavesThePaddingOut) {
  ZeroPadding2D layer;
  const Tensor x = counting({1, 1, 2, 1});
  static_cast<void>(run_layer(layer, {x.value()}));
  CallContext context;
  const Tensor y = layer.apply({x}, context);
  EXPECT_EQ(elements(grad(sum(y * Tensor(counting({1, 3, 4, 1}))), x).value()), (std::vector<double>{5, 6}));
}

TEST(ZeroPadding2D, ConfigMakesTheSameLayer) {
  const ZeroPadding2D layer({{0, 1}, {2, 3}});
  EXPECT_EQ(layer.config().integers("padding"), (std::vector<std::int64_t>{0, 1, 2, 3}));
  EXPECT_EQ(ZeroPadding2D::from_config(layer.config()).config(), layer.config());
  EXPECT_EQ(layer.name(), "zero_padding2d");
}

TEST(ZeroPadding2D, RefusesOptionsOutsideTheirRange) {
  EXPECT_THROW(ZeroPadding2D(-1), ValueError);
  EXPECT_THROW(ZeroPadding2D({{0, 0}, {0, -1}}), ValueError);
  EXPECT_THROW(ZeroPadding2D(std::int64_t{1} << 40), ValueError);
  EXPECT_THROW(static_cast<void>(ZeroPadding2D::from_config({{"padding", std::vector<std::int64_t>{1, 2}}})),
               ValueError);
}

}  // namespace
}  // namespace saem
