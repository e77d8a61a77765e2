// Where ops could lose a number in silence: integers at their limits, NaN, and gradients on kinks. What is
// expected is what NumPy (numbers) and PyTorch (gradients) give.
#include <cmath>
#include <limits>

#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

constexpr double low32 = std::numeric_limits<std::int32_t>::min();
constexpr double high32 = std::numeric_limits<std::int32_t>::max();

Tensor limits64() {
  using Limits = std::numeric_limits<std::int64_t>;
  return Array::of(std::vector<std::int64_t>{Limits::min(), 0, Limits::max()});
}
std::vector<std::int64_t> integers_of(const Tensor& t) {
  const Array a = t.value();
  return {a.data<std::int64_t>().begin(), a.data<std::int64_t>().end()};
}

TEST(Integers, Wrap) {
  const Tensor x = tensor({3}, {low32, 0, high32}, DType::i32);
  const Tensor one = ones({3}, DType::i32);
  expect_values(x + one, {3}, {low32 + 1, 1, low32});
  expect_values(x - one, {3}, {high32, -1, high32 - 1});
  expect_values(x * x, {3}, {0, 0, 1});
  expect_values(-x, {3}, {low32, 0, -high32});
  expect_values(abs(x), {3}, {low32, 0, high32});
  expect_values(square(x), {3}, {0, 0, 1});
  expect_values(sum(x + x), {}, {-2});
  const Tensor small = tensor({2}, {5, 250}, DType::u8);
  expect_values(small - tensor({2}, {10, 10}, DType::u8), {2}, {251, 240});
  expect_values(small + small, {2}, {10, 244});
}

TEST(Integers, WrapIn64BitsToo) {
  const Tensor x = limits64();
  const Tensor minus_one = full({3}, -1, DType::i64);
  EXPECT_EQ(integers_of(-x)[0], std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(integers_of(x + minus_one)[0], std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(integers_of(x - minus_one)[2], std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(integers_of(x * x)[2], 1);
  EXPECT_EQ(integers_of(abs(x))[0], std::numeric_limits<std::int64_t>::min());
}

TEST(Integers, SmallestOfTheSmallest) {
  const Tensor x = tensor({3}, {0, low32, high32}, DType::i32);
  expect_values(min(x), {}, {low32});
  expect_values(argmin(x), {}, {1});
  EXPECT_EQ(integers_of(reshape(min(limits64()), {1}))[0], std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(argmin(limits64()).item(), 0);
  expect_values(min(tensor({2}, {3, 255}, DType::u8)), {}, {3});
  EXPECT_EQ(min(tensor({2}, {1, 0}, DType::boolean)).item(), 0);
}

TEST(Integers, CastKeepsThemInRange) {
  const Tensor x = tensor({6}, {-3, 300, 3e9, -3e9, NAN, 2.9}, DType::f64);
  expect_values(cast(x, DType::i32), {6}, {-3, 300, high32, low32, 0, 2});
  expect_values(cast(x, DType::u8), {6}, {0, 255, 255, 0, 0, 2});
  expect_values(cast(cast(x, DType::i64), DType::u8), {6}, {0, 255, 255, 0, 0, 2});
  expect_values(cast(x, DType::boolean), {6}, {1, 1, 1, 1, 1, 1});
}

TEST(Integers, MatrixProduct) {
  const Tensor a = tensor({2, 3}, {1, 2, 3, 4, 5, 6}, DType::i32);
  const Tensor b = tensor({3, 2}, {1, 0, -1, 2, 3, 1}, DType::i32);
  expect_values(matmul(a, b), {2, 2}, {8, 7, 17, 16});
  EXPECT_EQ(matmul(a, b).dtype(), DType::i32);
  expect_values(matmul(a, a, {.transpose_b = true}), {2, 2}, {14, 32, 32, 77});
  const Tensor small = full({2}, 20, DType::u8);
  expect_values(matmul(small, small), {}, {800 % 256});
  EXPECT_EQ(matmul(small, small).dtype(), DType::u8);
  expect_values(matmul(a, a, {.transpose_a = true}), {3, 3}, {17, 22, 27, 22, 29, 36, 27, 36, 45});
  expect_values(matmul(a, tensor({3}, {1, 1, 1}, DType::i32)), {2}, {6, 15});
  expect_values(matmul(reshape(a, {2, 1, 3}), b), {2, 1, 2}, {8, 7, 17, 16});
  const std::string message = message_of<ShapeError>([&] { static_cast<void>(matmul(a, a)); });
  EXPECT_NE(message.find("the rows of a have 3 elements but the columns of b have 2"), std::string::npos)
      << message;
}

TEST(NotANumber, IsSeen) {
  const Tensor x = tensor({2, 3}, {1, NAN, 2, 3, 1, NAN});
  expect_values(argmax(x), {2}, {1, 2});
  expect_values(argmin(x), {2}, {1, 2});
  expect_values(argmax(x, 0), {3}, {1, 0, 1});
  expect_values(argmax(tensor({3}, {NAN, 5, NAN})), {}, {0});
  EXPECT_TRUE(std::isnan(norm(x).item()));
  EXPECT_TRUE(std::isnan(clip(tensor({1}, {NAN}), 0, 1).value().at(0)));
}

TEST(Logic, TakesNumbers) {
  const Tensor x = tensor({4}, {0, 1, -2, NAN});
  expect_values(logical_not(x), {4}, {1, 0, 0, 0});
  expect_values(logical_and(x, tensor({4}, {1, 1, 0, 1}, DType::i32)), {4}, {0, 1, 0, 1});
  expect_values(logical_or(x, zeros({4})), {4}, {0, 1, 1, 1});
}

TEST(Kinks, ClipHasAllOfTheGradientAtItsLimits) {
  const Tensor x = tensor({5}, {-1, 0, 0.5, 1, 2});
  expect_values(grad(sum(clip(x, 0, 1)), x), {5}, {0, 1, 1, 1, 0});
  expect_values(clip(tensor({3}, {-5, 1, 7}, DType::i32), 0, 3), {3}, {0, 1, 3});
}

TEST(Kinks, APlaceThatTheBorderStopsHasNoGradient) {
  const Tensor x = tensor({1, 3, 1}, {1, 4, 9});
  const Tensor grid = tensor({1, 4, 1}, {-1, 1, 0.5, 3});
  const GridSampleOptions options{.padding = GridPadding::border, .align_corners = true};
  expect_values(grad(sum(grid_sample(x, grid, options)), grid), {1, 4, 1}, {0, 0, 5, 0});
}

TEST(Kinks, FloatingResultsOfIntegers) {
  const Tensor x = tensor({2}, {3, 4}, DType::i32);
  expect_values(norm(x), {}, {5});
  expect_values(logsumexp(zeros({2}, DType::i64)), {}, {std::log(2.0)});
}

TEST(Denormals, AnglesAreNumbers) {
  const Tensor tiny = tensor({1}, {1e-40});
  EXPECT_FALSE(std::isnan(atan2(tiny, tiny).value().at(0)));
  EXPECT_FALSE(std::isnan(atan2(tiny, zeros({1})).value().at(0)));
}

}  // namespace
}  // namespace saem::testing
