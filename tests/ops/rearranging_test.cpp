#include "saem/ops/rearranging.h"

#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Rearranging, Split) {
  const Tensor x = counting({2, 6});
  const Tensors thirds = split(x, 3, 1);
  ASSERT_EQ(thirds.size(), 3U);
  expect_values(thirds[1], {2, 2}, {2, 3, 8, 9});
  expect_values(split(x, 2)[1], {1, 6}, {6, 7, 8, 9, 10, 11});
  const Tensors at = split_at(x, {1, 1, 4}, -1);
  ASSERT_EQ(at.size(), 4U);
  EXPECT_EQ(at[1].shape(), (Shape{2, 0}));
  expect_values(at[2], {2, 3}, {1, 2, 3, 7, 8, 9});
  expect_values(at[3], {2, 2}, {4, 5, 10, 11});
  const Tensors sizes = split_sizes(x, {1, -1, 2}, 1);
  expect_values(sizes[1], {2, 3}, {1, 2, 3, 7, 8, 9});
  expect_values(split_sizes(counting({3}), {3})[0], {3}, {0, 1, 2});
}

TEST(Rearranging, StackAndUnstack) {
  const std::vector<Tensor> parts = {tensor({2}, {1, 2}), tensor({2}, {3, 4}), tensor({2}, {5, 6})};
  expect_values(stack(parts), {3, 2}, {1, 2, 3, 4, 5, 6});
  expect_values(stack(parts, 1), {2, 3}, {1, 3, 5, 2, 4, 6});
  expect_values(stack(parts, -1), {2, 3}, {1, 3, 5, 2, 4, 6});
  const Tensors back = unstack(stack(parts, 1), 1);
  ASSERT_EQ(back.size(), 3U);
  expect_values(back[2], {2}, {5, 6});
  EXPECT_TRUE(unstack(zeros({0, 2})).empty());
  const Tensors gradient = gradients(stack(parts, 1), parts, counting({2, 3}));
  expect_values(gradient[1], {2}, {1, 4});
}

TEST(Rearranging, Tile) {
  const Tensor x = tensor({2, 2}, {1, 2, 3, 4});
  expect_values(tile(x, {2}), {2, 4}, {1, 2, 1, 2, 3, 4, 3, 4});
  expect_values(tile(x, {2, 1}), {4, 2}, {1, 2, 3, 4, 1, 2, 3, 4});
  expect_values(tile(tensor({2}, {1, 2}), {2, 1, 2}), {2, 1, 4}, {1, 2, 1, 2, 1, 2, 1, 2});
  EXPECT_EQ(tile(x, {0, 3}).value().shape(), (Shape{0, 6}));
  expect_values(tile(Tensor::scalar(7), {3}), {3}, {7, 7, 7});
  expect_values(tile(tensor({2, 1}, {1, 0}, DType::boolean), {1, 2}), {2, 2}, {1, 1, 0, 0});
  expect_values(grad(tile(x, {2, 2}), x, ones({4, 4})), {2, 2}, {4, 4, 4, 4});
  EXPECT_EQ(tile(ones({1, 1, 1, 1, 1, 1, 1, 1}), {2, 2, 2, 2, 2, 2, 2, 2}).value().size(), 256);
}

TEST(Rearranging, Repeat) {
  const Tensor x = tensor({2, 2}, {1, 2, 3, 4});
  expect_values(repeat(x, 2), {8}, {1, 1, 2, 2, 3, 3, 4, 4});
  expect_values(repeat(x, 2, 0), {4, 2}, {1, 2, 1, 2, 3, 4, 3, 4});
  expect_values(repeat(x, 3, -1), {2, 6}, {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4});
  EXPECT_EQ(repeat(x, 0, 1).value().shape(), (Shape{2, 0}));
  const std::vector<std::int64_t> times = {2, 0};
  expect_values(repeat(x, times, 1), {2, 2}, {1, 1, 3, 3});
  expect_values(grad(repeat(x, times, 1), x, tensor({2, 2}, {1, 2, 3, 4})), {2, 2}, {3, 0, 7, 0});
  expect_values(grad(repeat(x, 2, 1), x, counting({2, 4})), {2, 2}, {1, 5, 9, 13});
}

TEST(Rearranging, FlipAndRoll) {
  const Tensor x = counting({2, 3});
  expect_values(flip(x, {1}), {2, 3}, {2, 1, 0, 5, 4, 3});
  expect_values(flip(x), {2, 3}, {5, 4, 3, 2, 1, 0});
  expect_values(grad(flip(x, {-2}), x, counting({2, 3})), {2, 3}, {3, 4, 5, 0, 1, 2});
  expect_values(roll(x, 1, 1), {2, 3}, {2, 0, 1, 5, 3, 4});
  expect_values(roll(x, -1, 1), {2, 3}, {1, 2, 0, 4, 5, 3});
  expect_values(roll(x, 4), {2, 3}, {2, 3, 4, 5, 0, 1});
  expect_values(roll(x, 7, 0), {2, 3}, {3, 4, 5, 0, 1, 2});
  expect_values(roll(x, {1, 1}, {0, 1}), {2, 3}, {5, 3, 4, 2, 0, 1});
  expect_values(grad(roll(x, 1, 1), x, counting({2, 3})), {2, 3}, {1, 2, 0, 4, 5, 3});
  EXPECT_EQ(roll(zeros({0}), 3).value().shape(), (Shape{0}));
}

TEST(Rearranging, Axes) {
  const Tensor x = counting({2, 3, 4});
  EXPECT_EQ(moveaxis(x, 0, -1).shape(), (Shape{3, 4, 2}));
  EXPECT_EQ(moveaxis(x, 2, 0).shape(), (Shape{4, 2, 3}));
  EXPECT_EQ(moveaxis(x, {0, 1}, {-1, -2}).shape(), (Shape{4, 3, 2}));
  EXPECT_EQ(moveaxis(x, 1, 1).shape(), x.shape());
  expect_values(swapaxes(counting({2, 2}), 0, -1), {2, 2}, {0, 2, 1, 3});
  const Tensor square = tensor({2, 2}, {1, 2, 3, 4});
  expect_values(rot90(square), {2, 2}, {2, 4, 1, 3});
  expect_values(rot90(square, 2), {2, 2}, {4, 3, 2, 1});
  expect_values(rot90(square, -1), {2, 2}, {3, 1, 4, 2});
  expect_values(rot90(counting({2, 3})), {3, 2}, {2, 5, 1, 4, 0, 3});
}

TEST(Rearranging, Messages) {
  const Tensor x = zeros({2, 6});
  const auto refused = [](auto f) { return message_of<Error>([&] { static_cast<void>(f()); }); };
  EXPECT_EQ(refused([&] { return split(x, 4, 1); }),
            "split: 4 parts do not divide axis 1 of extent 6\n(input (2, 6)).\n"
            "Use a number that divides the extent, or split_sizes for parts of unequal extents.");
  EXPECT_NE(refused([&] { return split(x, 0); }).find("0 parts do not divide"), std::string::npos);
  EXPECT_NE(refused([&] {
              return split_at(x, {4, 2}, 1);
            }).find("expected ascending positions from 0 to 6, received [4, 2]"),
            std::string::npos);
  EXPECT_NE(refused([&] {
              return split_sizes(x, {4, 3}, 1);
            }).find("parts of extents [4, 3] do not make up axis 1 of extent 6"),
            std::string::npos);
  EXPECT_NE(refused([&] { return split_sizes(x, {-1, -1}, 1); }).find("do not make up"), std::string::npos);
  EXPECT_NE(refused([&] {
              return stack(std::vector<Tensor>{zeros({2}), zeros({3})});
            }).find("stack: tensor 1 of shape (3,) does not fit the first, (2,)"),
            std::string::npos);
  EXPECT_NE(refused([&] { return stack({}); }).find("at least one tensor"), std::string::npos);
  EXPECT_NE(refused([&] { return tile(x, {-1}); }).find("tile: expected 0 or more repetitions"),
            std::string::npos);
  EXPECT_NE(refused([&] { return repeat(x, {1, 2, 3}, 0); }).find("(2), received 3"), std::string::npos);
  EXPECT_NE(refused([&] { return flip(x, {1, -1}); }).find("axis 1 is named twice"), std::string::npos);
  EXPECT_NE(refused([&] { return roll(x, {1}, {0, 1}); }).find("one shift per axis"), std::string::npos);
  EXPECT_NE(refused([&] { return moveaxis(x, {0, 0}, {0, 1}); }).find("named twice"), std::string::npos);
  EXPECT_NE(refused([&] { return rot90(x, 1, 0, -2); }).find("two different axes"), std::string::npos);
}

}  // namespace
}  // namespace saem::testing
