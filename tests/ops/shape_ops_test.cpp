#include "saem/ops/shape_ops.h"

#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(ShapeOps, Reshape) {
  const Tensor x = counting({2, 3});
  expect_values(reshape(x, {3, 2}), {3, 2}, {0, 1, 2, 3, 4, 5});
  EXPECT_EQ(reshape(x, {-1}).shape(), (Shape{6}));
  EXPECT_EQ(reshape(x, {1, -1, 2}).shape(), (Shape{1, 3, 2}));
  EXPECT_EQ(reshape(zeros({0, 4}), {-1, 2}).shape(), (Shape{0, 2}));
  EXPECT_TRUE(reshape(x, {2, 3}).same_as(x));
  EXPECT_EQ(reshape(Tensor::scalar(1), {1, 1}).shape(), (Shape{1, 1}));
}

TEST(ShapeOps, ExpandAndSqueeze) {
  const Tensor x = zeros({2, 3});
  EXPECT_EQ(expand_dims(x, 0).shape(), (Shape{1, 2, 3}));
  EXPECT_EQ(expand_dims(x, -1).shape(), (Shape{2, 3, 1}));
  EXPECT_EQ(expand_dims(x, -3).shape(), (Shape{1, 2, 3}));
  EXPECT_EQ(squeeze(zeros({2, 1, 3}), -2).shape(), (Shape{2, 3}));
}

TEST(ShapeOps, BroadcastToAndBack) {
  const Tensor column = tensor({2, 1}, {1, 2});
  expect_values(broadcast_to(column, {2, 3}), {2, 3}, {1, 1, 1, 2, 2, 2});
  expect_values(broadcast_to(tensor({2}, {1, 2}), {2, 2}), {2, 2}, {1, 2, 1, 2});
  expect_values(sum_to(counting({2, 3}), {3}), {3}, {3, 5, 7});
  expect_values(sum_to(counting({2, 3}), {2, 1}), {2, 1}, {3, 12});
  expect_values(sum_to(counting({2, 3}), {}), {}, {15});
  expect_values(grad(broadcast_to(column, {2, 3}), column, counting({2, 3})), {2, 1}, {3, 12});
}

TEST(ShapeOps, Transpose) {
  expect_values(transpose(counting({2, 3})), {3, 2}, {0, 3, 1, 4, 2, 5});
  expect_values(transpose(counting({1, 2, 2}), {2, 0, -2}), {2, 1, 2}, {0, 2, 1, 3});
  const Tensor x = counting({2, 3, 4});
  expect_values(transpose(transpose(x, {1, 2, 0}), {2, 0, 1}) - x, {2, 3, 4}, std::vector<double>(24, 0));
}

TEST(ShapeOps, FilledTensors) {
  expect_values(full({2, 2}, 3), {2, 2}, {3, 3, 3, 3});
  expect_values(zeros({2}), {2}, {0, 0});
  expect_values(ones_like(zeros({2}, DType::i32)), {2}, {1, 1});
  EXPECT_EQ(ones_like(zeros({2}, DType::i32)).dtype(), DType::i32);
  EXPECT_EQ(zeros({2, 0}).value().size(), 0);
  expect_values(arange(4), {4}, {0, 1, 2, 3});
  EXPECT_EQ(arange(4, DType::f32).dtype(), DType::f32);
}

TEST(ShapeOps, IntegersKeepAllTheirDigits) {
  // 2⁵³ + 1 is no float64: these ops must not go through one.
  const std::int64_t large = (std::int64_t{1} << 53) + 1;
  const Tensor x = Array::of(std::vector<std::int64_t>{large, 1});
  EXPECT_EQ(broadcast_to(x, {2, 2}).value().data<std::int64_t>()[2], large);
  EXPECT_EQ(transpose(reshape(x, {1, 2})).value().data<std::int64_t>()[0], large);
}

TEST(ShapeOps, MessageForReshape) {
  EXPECT_EQ(message_of<ShapeError>([] {
              static_cast<void>(reshape(zeros({128, 12, 12, 64}), {128, 9000}));
            }),
            "reshape: (128, 12, 12, 64) has 1179648 elements but (128, 9000) has 1152000\n"
            "(input (128, 12, 12, 64); shape=(128, 9000)).\n"
            "Both shapes must hold the same number of elements; one extent may be -1 to be inferred.");
  EXPECT_EQ(message_of<ShapeError>([] {
              static_cast<void>(reshape(zeros({7}), {-1, 2}));
            }),
            "reshape: no extent in place of -1 makes [-1, 2] hold 7 elements\n(input (7,)).\n"
            "Only one extent may be -1, and the others must divide the number of elements.");
}

TEST(ShapeOps, RefusesWhatDoesNotFit) {
  const Tensor x = zeros({2, 3});
  const auto refused = [](auto f) { return message_of<ShapeError>([&] { static_cast<void>(f()); }); };
  EXPECT_NE(refused([&] {
              return reshape(x, {-1, -1});
            }).find("Only one extent may be -1"),
            std::string::npos);
  EXPECT_NE(refused([&] {
              return reshape(zeros({0}), {-1, 0});
            }).find("no extent in place of -1"),
            std::string::npos);
  EXPECT_NE(refused([&] {
              return broadcast_to(x, {2, 4});
            }).find("broadcast_to: (2, 3) cannot be stretched to (2, 4)"),
            std::string::npos);
  EXPECT_NE(refused([&] { return broadcast_to(x, {3}); }).find("cannot be stretched"), std::string::npos);
  EXPECT_NE(refused([&] { return sum_to(x, {2}); }).find("sum_to: (2, 3) is not what (2,) stretches to"),
            std::string::npos);
  EXPECT_NE(refused([&] {
              return transpose(x, {0, 0});
            }).find("transpose: expected each of the 2 axes once, received [0, 0]"),
            std::string::npos);
  EXPECT_NE(refused([&] { return transpose(x, {0}); }).find("expected each of the 2 axes once"),
            std::string::npos);
  EXPECT_NE(refused([&] { return squeeze(x, 0); }).find("squeeze: axis 0 has extent 2"), std::string::npos);
  EXPECT_NE(refused([&] {
              return expand_dims(x, 3);
            }).find("expand_dims: an input of rank 2 has no place for a new axis 3"),
            std::string::npos);
  EXPECT_NE(refused([&] { return arange(-1); }).find("arange: expected a size of 0 or more, received -1"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
