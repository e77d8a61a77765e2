#include "saem/nn/shape_layers.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

TEST(Flatten, KeepsTheOrderOfElements) {
  Flatten layer;
  const Array x = counting({2, 3, 4, 5});
  const Array y = run_layer(layer, {x});
  EXPECT_EQ(y.shape(), (Shape{2, 60}));
  EXPECT_EQ(elements(y), elements(x));
  Flatten of_numbers;
  EXPECT_EQ(run_layer(of_numbers, {counting({7})}).shape(), (Shape{7, 1}));
}

TEST(Reshape, ComputesAnExtentOfMinusOne) {
  Reshape layer({2, -1});
  EXPECT_EQ(run_layer(layer, {counting({3, 4, 5})}).shape(), (Shape{3, 2, 10}));
  Reshape leading({-1, 4});  // the -1 is not the batch
  EXPECT_EQ(run_layer(leading, {counting({3, 4, 5})}).shape(), (Shape{3, 5, 4}));
  Reshape exact({5, 4});
  EXPECT_EQ(run_layer(exact, {counting({3, 4, 5})}).shape(), (Shape{3, 5, 4}));
  EXPECT_EQ(Reshape::from_config(leading.config()).config(), leading.config());
}

TEST(Reshape, RefusesWhatDoesNotFit) {
  EXPECT_THROW(Reshape({-1, -1}), ValueError);
  Reshape overflow({std::int64_t{1} << 40, std::int64_t{1} << 40});
  EXPECT_THROW((void)run_layer(overflow, {counting({3, 4})}), ShapeError);
  Reshape zero({0, -1});
  EXPECT_THROW((void)run_layer(zero, {counting({3, 4})}), ShapeError);
}

}  // namespace
}  // namespace saem
