#include "saem/report/print.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "saem/graph/variable.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

std::string printed(const auto& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

TEST(Print, BracketsAreNumPys) {
  EXPECT_EQ(printed(Array::scalar(2.5)), "2.5");
  EXPECT_EQ(printed(Array::of<float>({1, -2, 0.1F})), "[1, -2, 0.1]");
  EXPECT_EQ(printed(arange(6).value().reshape({2, 3})), "[[0, 1, 2],\n [3, 4, 5]]");
  EXPECT_EQ(printed(arange(4).value().reshape({2, 2, 1})), "[[[0],\n  [1]],\n\n [[2],\n  [3]]]");
  EXPECT_EQ(printed(Array({0, 3})), "[]");
  EXPECT_EQ(printed(Array({2, 0})), "[[],\n []]");
}

TEST(Print, NumbersAreWrittenByTheirDtype) {
  EXPECT_EQ(printed(Array::of<std::int64_t>({9007199254740993})), "[9007199254740993]");
  EXPECT_EQ(printed(Array::full({2}, 1, DType::boolean)), "[true, true]");
  EXPECT_EQ(printed(Array::full({1}, 200, DType::u8)), "[200]");
  EXPECT_EQ(printed(Array::of<float>({1.0F / 3, INFINITY, NAN})), "[0.333333, inf, nan]");
  EXPECT_EQ(to_text(Array::of<double>({2.0 / 3}), {.digits = 3}), "[0.667]");
  EXPECT_EQ(printed(Array::full({1}, 0.5, DType::bf16)), "[0.5]");
}

TEST(Print, LargeArraysAreShortened) {
  EXPECT_EQ(printed(arange(1000)).find("…"), std::string::npos);
  EXPECT_EQ(printed(arange(1001)), "[0, 1, 2, …, 998, 999, 1000]");
  const std::string text = to_text(arange(80).value().reshape({8, 10}), {.most = 10, .lines = false});
  EXPECT_EQ(text,
            "[[0, 1, 2, …, 7, 8, 9], [10, 11, 12, …, 17, 18, 19], [20, 21, 22, …, 27, 28, 29], …, "
            "[50, 51, 52, …, 57, 58, 59], [60, 61, 62, …, 67, 68, 69], [70, 71, 72, …, 77, 78, 79]]");
}

TEST(Print, TensorsAndVariablesAreComputedFirst) {
  const Variable x(Array::of<float>({1, 2}));
  EXPECT_EQ(printed(x * 2), "[2, 4]");
  EXPECT_EQ(printed(x.value()), "[1, 2]");
}

}  // namespace
}  // namespace saem
