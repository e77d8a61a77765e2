#include "saem/nn/merging.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

TEST(Merging, AddSumsAllInputs) {
  Add layer;
  EXPECT_EQ(elements(run_layer(layer, {counting({1, 3}), counting({1, 3}, 10), Array::full({1, 3}, 100)})),
            (std::vector<double>{100, 111, 122}));
}

TEST(Merging, ConcatenateJoinsAlongItsAxis) {
  Concatenate last;
  EXPECT_EQ(elements(run_layer(last, {counting({2, 1, 2}), counting({2, 1, 1}, -1)})),
            (std::vector<double>{0, 1, 0, 2, 3, -1}));
  Concatenate second({.axis = 1});
  EXPECT_EQ(run_layer(second, {counting({2, 1, 2}), counting({2, 4, 2}), counting({2, 1, 2})}).shape(),
            (Shape{2, 6, 2}));
  EXPECT_EQ(Concatenate::from_config(second.config()).config(), second.config());
}

TEST(Merging, ConcatenateRefusesAxesThatCannotBe) {
  EXPECT_THROW(Concatenate({.axis = 0}), ValueError);
  EXPECT_THROW(Concatenate({.axis = 9}), ValueError);
  EXPECT_THROW((void)Concatenate::from_config({{"axis", std::int64_t{1} << 32 | 1}}), ValueError);
  for (const int axis : {3, -3}) {
    Concatenate outside({.axis = axis});
    EXPECT_THROW((void)run_layer(outside, {counting({2, 1, 2}), counting({2, 1, 2})}), ShapeError) << axis;
  }
}

TEST(Merging, AHugeSumOfExtentsIsRefused) {
  Concatenate layer;
  const TensorType huge{DType::f32, {-1, std::int64_t{1} << 62}};
  EXPECT_THROW((void)layer.ensure_built(std::vector<TensorType>{huge, huge}), ShapeError);
  EXPECT_FALSE(layer.built());
}

}  // namespace
}  // namespace saem
