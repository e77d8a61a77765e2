#include "saem/ops/pooling.h"

#include <cmath>

#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Pooling, ByHand) {
  const Tensor x = tensor({1, 2, 4, 1}, {1, 2, 5, 6, 3, 4, 7, 8});
  expect_values(max_pool(x), {1, 1, 2, 1}, {4, 8});
  expect_values(average_pool(x), {1, 1, 2, 1}, {2.5, 6.5});
  expect_values(max_pool(x, {.size = {2, 2}, .strides = {1, 1}}), {1, 1, 3, 1}, {4, 7, 8});
}

TEST(Pooling, PaddingNeitherWinsNorCounts) {
  const Tensor x = tensor({1, 3, 1}, {-1, -2, -3});
  const PoolOptions options = {.size = {3}, .strides = {1}, .padding = {{1, 1}}};
  expect_values(max_pool(x, options), {1, 3, 1}, {-1, -1, -2});
  expect_values(average_pool(x, options), {1, 3, 1}, {-1.5, -2, -2.5});
}

TEST(Pooling, ChannelsAreSeparate) {
  expect_values(max_pool(tensor({1, 2, 2}, {1, 20, 10, 2}), {.size = {2}}), {1, 1, 2}, {10, 20});
}

TEST(Pooling, FirstOfEqualElementsGetsTheGradient) {
  const Tensor x = tensor({1, 4, 1}, {7, 7, 3, 3});
  expect_values(grad(max_pool(x, {.size = {2}}), x, tensor({1, 2, 1}, {1, 10})), {1, 4, 1}, {1, 0, 10, 0});
}

TEST(Pooling, GradientsAddUpWhereWindowsOverlap) {
  const Tensor x = tensor({1, 3, 1}, {1, 9, 2});
  const PoolOptions options = {.size = {2}, .strides = {1}};
  const Tensor dy = tensor({1, 2, 1}, {1, 10});
  expect_values(grad(max_pool(x, options), x, dy), {1, 3, 1}, {0, 11, 0});
  expect_values(grad(average_pool(x, options), x, dy), {1, 3, 1}, {0.5, 5.5, 5});
}

TEST(Pooling, SecondGradientPicksAtTheWinners) {
  // d (v · max_pool_gradient(x, dy)) / d dy is v at the winners.
  const Tensor x = tensor({1, 4, 1}, {1, 2, 8, 4});
  const Tensor dy = tensor({1, 2, 1}, {1, 1});
  const Tensor dx = grad(max_pool(x, {.size = {2}}), x, dy);
  expect_values(grad(dx, dy, tensor({1, 4, 1}, {10, 20, 30, 40})), {1, 2, 1}, {20, 30});
}

TEST(Pooling, RefusesWhatDoesNotFit) {
  const Tensor x = zeros({1, 4, 4, 1});
  const auto refused = [&](const PoolOptions& options) {
    return message_of<ShapeError>([&] { static_cast<void>(max_pool(x, options)); });
  };
  EXPECT_NE(refused({.size = {5, 5}})
                .find("max_pool: the window spans 5 elements but the input has only 4 on spatial axis 0"),
            std::string::npos);
  EXPECT_NE(refused({.size = {2}}).find("max_pool: expected 2 numbers for strides"), std::string::npos);
  EXPECT_NE(refused({.size = {2, 2}, .padding = {{2, 0}, {0, 0}}})
                .find("a padding of 2 does not go with windows of 2"),
            std::string::npos);
  EXPECT_NE(refused({.size = {0, 1}, .strides = {1, 1}}).find("a window of 0"), std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(average_pool(zeros({4, 4})));
            }).find("average_pool: expected (batch, 1 to 3 spatial axes, channels), received rank 2"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
