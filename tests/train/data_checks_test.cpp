#include "saem/train/data_checks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "saem/core/error.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using namespace testing_support;

std::string input_message(const Shape& x, const Shape& input) {
  return message_of<ShapeError>([&] { check_input(Array(x), input, "fit", "x"); });
}

TEST(DataChecksTest, AcceptsAnyNumberOfRows) {
  EXPECT_NO_THROW(check_input(Array({7, 28, 28, 1}), {-1, 28, 28, 1}, "fit", "x"));
  EXPECT_NO_THROW(check_input(Array({1, 5}), {-1, -1}, "fit", "x"));
}

TEST(DataChecksTest, NamesBothShapesAndTheWayOut) {
  EXPECT_EQ(input_message({6, 28, 28}, {-1, 28, 28, 1}),
            "fit: the model takes (batch, 28, 28, 1), received x of shape (6, 28, 28).\n"
            "Each row holds the right number of elements: x.reshape({-1, 28, 28, 1}) makes it fit.");
  EXPECT_EQ(input_message({28, 28, 1}, {-1, 28, 28, 1}),
            "fit: the model takes (batch, 28, 28, 1), received x of shape (28, 28, 1).\n"
            "This looks like one example: add an axis in front with x.reshape({1, …}).");
  EXPECT_EQ(input_message({6, 5}, {-1, 4}),
            "fit: the model takes (batch, 4), received x of shape (6, 5).\n"
            "Give data of that shape, or build the model for this one.");
  EXPECT_EQ(input_message({0, 4}, {-1, 4}),
            "fit: x has no rows\n(its shape is (0, 4)).\nGive at least one example.");
}

TEST(DataChecksTest, ComparesNumbersOfRows) {
  EXPECT_NO_THROW(check_rows(Array({3, 2}), Array({3}), "fit", "x", "y"));
  EXPECT_EQ(message_of<ShapeError>([] {
              check_rows(Array({3, 2}), Array({4}), "fit", "validation x", "validation y");
            }),
            "fit: validation x has 3 rows, but validation y has 4\n"
            "(validation x (3, 2), validation y (4,)).\nGive one label per example.");
}

TEST(DataChecksTest, FindsTheFirstRowThatIsNotFinite) {
  std::vector<float> values(300'000, 1.0F);
  const Shape shape{100'000, 3};
  EXPECT_NO_THROW(check_finite(Array::of(values, shape), "fit", "x"));
  values[299'000] = -std::numeric_limits<float>::infinity();
  EXPECT_EQ(message_of<ValueError>([&] { check_finite(Array::of(values, shape), "fit", "x"); }),
            "fit: x contains an infinity in row 99666.\nLeave such rows out, or replace what is missing.");
  values[200'000] = std::nanf("");
  EXPECT_EQ(message_of<ValueError>([&] { check_finite(Array::of(values, shape), "evaluate", "y"); }),
            "evaluate: y contains NaN in row 66666.\nLeave such rows out, or replace what is missing.");
  EXPECT_THROW(check_finite(Array::of(values, shape).astype(DType::f64), "fit", "x"), ValueError);
  EXPECT_THROW(check_finite(Array::of(values, shape).astype(DType::bf16), "fit", "x"), ValueError);
  EXPECT_NO_THROW(check_finite(Array({3}, DType::i64), "fit", "y"));
}

TEST(DataChecksTest, NamesTheOption) {
  EXPECT_EQ(message_of<ValueError>([] { check_at_least(0, 1, "fit", "batch_size"); }),
            "fit: expected batch_size ≥ 1, received 0.\nGive batch_size = 1 or more.");
}

}  // namespace
}  // namespace saem
