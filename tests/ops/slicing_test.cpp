#include "saem/graph/autodiff.h"
#include "saem/ops/shape_ops.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Slicing, Slice) {
  const Tensor x = counting({3, 4});
  expect_values(slice(x, {1, 0}, {3, 2}), {2, 2}, {4, 5, 8, 9});
  expect_values(slice(x, {0, 1}, {3, 4}, {2, 2}), {2, 2}, {1, 3, 9, 11});
  EXPECT_EQ(slice(x, {1, 0}, {1, 4}).shape(), (Shape{0, 4}));
  EXPECT_EQ(slice(x, {0, 0}, {3, 4}, {5, 3}).shape(), (Shape{1, 2}));
}

TEST(Slicing, Pad) {
  expect_values(pad(tensor({2}, {1, 2}), {1}, {2}), {5}, {0, 1, 2, 0, 0});
  expect_values(pad(tensor({3}, {1, 2, 3}), {0}, {1}, {1}), {6}, {1, 0, 2, 0, 3, 0});
  expect_values(pad(tensor({1, 2}, {1, 2}), {1, 0}, {0, 1}), {2, 3}, {0, 0, 0, 1, 2, 0});
  EXPECT_EQ(pad(zeros({0}), {2}, {1}, {7}).shape(), (Shape{3}));
}

TEST(Slicing, Concat) {
  const std::vector<Tensor> parts = {tensor({2, 1}, {1, 2}), tensor({2, 2}, {3, 4, 5, 6})};
  expect_values(concat(parts, 1), {2, 3}, {1, 3, 4, 2, 5, 6});
  expect_values(concat(parts, -1), {2, 3}, {1, 3, 4, 2, 5, 6});
  const std::vector<Tensor> rows = {tensor({1, 2}, {1, 2}), zeros({0, 2}), tensor({1, 2}, {3, 4})};
  expect_values(concat(rows, 0), {2, 2}, {1, 2, 3, 4});
}

TEST(Slicing, GradientsGoBackToTheirPlaces) {
  const Tensor x = counting({5});
  expect_values(grad(slice(x, {1}, {5}, {2}), x, tensor({2}, {10, 20})), {5}, {0, 10, 0, 20, 0});
  expect_values(grad(pad(x, {1}, {0}, {1}), x, counting({10})), {5}, {1, 3, 5, 7, 9});
  const std::vector<Tensor> parts = {tensor({1}, {0}), tensor({2}, {0, 0})};
  const Tensors both = gradients(concat(parts, 0), parts, tensor({3}, {1, 2, 3}));
  expect_values(both[0], {1}, {1});
  expect_values(both[1], {2}, {2, 3});
}

TEST(Slicing, Messages) {
  const Tensor x = zeros({3, 4});
  EXPECT_EQ(message_of<ShapeError>([&] {
              static_cast<void>(slice(x, {0, 2}, {3, 5}));
            }),
            "slice: 2 to 5 is not a range of axis 1, whose extent is 4\n(input (3, 4); begin=(0, 2), end=(3, "
            "5), step=(1, 1)).\n"
            "A slice needs 0 <= begin <= end <= extent on every axis.");
  const std::vector<Tensor> parts = {zeros({2, 3}), zeros({3, 3})};
  EXPECT_EQ(message_of<ShapeError>([&] { static_cast<void>(concat(parts, 1)); }),
            "concat: part 1 of shape (3, 3) does not fit the first, (2, 3), along axis 1\n(inputs (2, 3), "
            "(3, 3); axis=1).\n"
            "All extents but the one along the axis must be equal.");
}

TEST(Slicing, RefusesWhatDoesNotFit) {
  const Tensor x = zeros({3, 4});
  const auto refused = [](auto f) { return message_of<ShapeError>([&] { static_cast<void>(f()); }); };
  EXPECT_NE(refused([&] { return slice(x, {0}, {3}); }).find("expected one begin per axis (2), received 1"),
            std::string::npos);
  EXPECT_NE(refused([&] {
              return slice(x, {-1, 0}, {3, 4});
            }).find("-1 to 3 is not a range of axis 0"),
            std::string::npos);
  EXPECT_NE(refused([&] {
              return slice(x, {2, 0}, {1, 4});
            }).find("2 to 1 is not a range"),
            std::string::npos);
  EXPECT_NE(refused([&] {
              return slice(x, {0, 0}, {3, 4}, {1, 0});
            }).find("expected a step of 1 or more on axis 1, received 0"),
            std::string::npos);
  EXPECT_NE(refused([&] {
              return pad(x, {-1, 0}, {0, 0});
            }).find("pad: expected amounts from 0 to 2³¹ zeros, received low -1"),
            std::string::npos);
  EXPECT_NE(refused([&] {
              return pad(x, {0, 0}, {0, std::int64_t{1} << 62});
            }).find("pad: expected amounts"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(concat({}, 0));
            }).find("concat: expected at least one part"),
            std::string::npos);
  const std::vector<Tensor> mixed = {zeros({1}), zeros({1}, DType::i32)};
  EXPECT_NE(message_of<DTypeError>([&] { static_cast<void>(concat(mixed, 0)); }).find("concat"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
