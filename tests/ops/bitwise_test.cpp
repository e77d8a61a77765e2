#include "saem/ops/bitwise.h"

#include <limits>

#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Bitwise, Logic) {
  for (const DType dtype : {DType::i32, DType::i64, DType::u8}) {
    const Tensor a = tensor({4}, {12, 10, 0, 255}, dtype);
    const Tensor b = tensor({4}, {10, 6, 7, 15}, dtype);
    EXPECT_EQ(bitwise_and(a, b).dtype(), dtype);
    expect_values(bitwise_and(a, b), {4}, {8, 2, 0, 15});
    expect_values(bitwise_or(a, b), {4}, {14, 14, 7, 255});
    expect_values(bitwise_xor(a, b), {4}, {6, 12, 7, 240});
  }
  expect_values(bitwise_not(tensor({2}, {0, 5}, DType::i32)), {2}, {-1, -6});
  expect_values(bitwise_not(tensor({2}, {0, 5}, DType::u8)), {2}, {255, 250});
  expect_values(bitwise_and(tensor({2, 1}, {6, 3}, DType::i64), tensor({2}, {2, 4}, DType::i32)), {2, 2},
                {2, 4, 2, 0});
}

TEST(Bitwise, BooleansAreLogic) {
  const Tensor a = tensor({4}, {0, 0, 1, 1}, DType::boolean);
  const Tensor b = tensor({4}, {0, 1, 0, 1}, DType::boolean);
  EXPECT_EQ(bitwise_xor(a, b).dtype(), DType::boolean);
  expect_values(bitwise_and(a, b), {4}, {0, 0, 0, 1});
  expect_values(bitwise_or(a, b), {4}, {0, 1, 1, 1});
  expect_values(bitwise_xor(a, b), {4}, {0, 1, 1, 0});
  expect_values(bitwise_not(a), {4}, {1, 1, 0, 0});
  expect_values(bitwise_and(a, tensor({4}, {3, 3, 3, 2}, DType::i32)), {4}, {0, 0, 1, 0});
  expect_values(logical_xor(tensor({3}, {0, 2, 3}), tensor({3}, {1, 5, 0})), {3}, {1, 0, 1});
}

TEST(Bitwise, Shifts) {
  expect_values(left_shift(tensor({3}, {1, 3, -1}, DType::i32), tensor({3}, {4, 31, 1}, DType::i32)), {3},
                {16, std::numeric_limits<std::int32_t>::min(), -2});
  expect_values(left_shift(tensor({2}, {200, 1}, DType::u8), tensor({2}, {1, 8}, DType::u8)), {2}, {144, 0});
  expect_values(
      right_shift(tensor({4}, {16, -16, -1, 5}, DType::i64), tensor({4}, {2, 2, 70, -1}, DType::i64)), {4},
      {4, -4, -1, 0});
  expect_values(left_shift(tensor({1}, {1}, DType::i64), tensor({1}, {40}, DType::i64)), {1}, {0x1p40});
}

TEST(Bitwise, Messages) {
  EXPECT_EQ(message_of<DTypeError>([] { static_cast<void>(bitwise_and(zeros({2}), zeros({2}))); }),
            "bitwise_and: expected integers, received float32.\nConvert the input with cast.");
  EXPECT_NE(
      message_of<DTypeError>([] { static_cast<void>(bitwise_not(zeros({2}))); }).find("expected integers"),
      std::string::npos);
}

}  // namespace
}  // namespace saem::testing
