#include "saem/ops/grid_sample.h"

#include <algorithm>
#include <cmath>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "tests/ops/support/differences.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

Array sample(const Shape& shape, std::uint64_t seed, double low = -1, double high = 1) {
  Generator g(seed);
  return random_array(g, shape, low, high);
}

/// A place in elements, with the padding that moves places.
double place_of(double unit, double extent, const GridSampleOptions& o) {
  double place = o.align_corners ? (unit + 1) / 2 * (extent - 1) : ((unit + 1) * extent - 1) / 2;
  if (o.padding == GridPadding::reflection) {
    const double low = o.align_corners ? 0 : -0.5;
    const double high = o.align_corners ? extent - 1 : extent - 0.5;
    while (high > low && (place < low || place > high))
      place = place < low ? 2 * low - place : 2 * high - place;
    if (high == low) place = 0;
  }
  if (o.padding != GridPadding::zeros) place = std::clamp(place, 0.0, extent - 1);
  return place;
}

/// x at two places, channel c, straight from the definition.
double at_places(const Array& x, std::int64_t n, double row, double col, std::int64_t c,
                 const GridSampleOptions& o) {
  const std::int64_t h = x.shape()[1];
  const std::int64_t w = x.shape()[2];
  double total = 0;
  for (std::int64_t i = 0; i < h; ++i) {
    for (std::int64_t j = 0; j < w; ++j) {
      const double di = std::abs(row - static_cast<double>(i));
      const double dj = std::abs(col - static_cast<double>(j));
      const double weight =
          o.nearest ? (di <= 0.5 && dj <= 0.5 ? 1 : 0) : std::max(0.0, 1 - di) * std::max(0.0, 1 - dj);
      total += weight * x.at(((n * h + i) * w + j) * x.shape()[3] + c);
    }
  }
  return total;
}

TEST(GridSample, IsItsDefinition) {
  const Array x = sample({2, 4, 5, 3}, 1);
  const Array grid = sample({2, 6, 7, 2}, 2, -2.7, 2.7);
  for (const auto padding : {GridPadding::zeros, GridPadding::border, GridPadding::reflection}) {
    for (const bool align : {false, true}) {
      for (const bool nearest : {false, true}) {
        const GridSampleOptions o = {.nearest = nearest, .padding = padding, .align_corners = align};
        const Array y = grid_sample(x, grid, o).value();
        ASSERT_EQ(y.shape(), (Shape{2, 6, 7, 3}));
        for (std::int64_t k = 0; k < y.size(); ++k) {
          const double col = place_of(grid.at(k / 3 * 2), 5, o);
          const double row = place_of(grid.at(k / 3 * 2 + 1), 4, o);
          ASSERT_NEAR(y.at(k), at_places(x, k / 3 / 42, row, col, k % 3, o), 1e-9)
              << static_cast<int>(padding) << align << nearest << " element " << k;
        }
      }
    }
  }
}

TEST(GridSample, ByHand) {
  const Tensor x = tensor({1, 2, 2, 1}, {1, 2, 3, 4});
  const Tensor middle = tensor({1, 1, 2, 2}, {0, 0, 1, -1});
  expect_values(grid_sample(x, middle, {.align_corners = true}), {1, 1, 2, 1}, {2.5, 2});
  expect_values(grid_sample(x, middle), {1, 1, 2, 1}, {2.5, 0.5});  // half of a border is outside
  expect_values(grid_sample(x, middle, {.padding = GridPadding::border}), {1, 1, 2, 1}, {2.5, 2});
  // One and three dimensions: the last axis comes first in the grid.
  expect_values(grid_sample(tensor({1, 3, 1}, {1, 2, 4}), tensor({1, 1, 1}, {0.5}), {.align_corners = true}),
                {1, 1, 1}, {3});
  const Tensor cube = counting({1, 2, 2, 2, 1});
  expect_values(grid_sample(cube, tensor({1, 1, 1, 1, 3}, {1, -1, -1}), {.align_corners = true}),
                {1, 1, 1, 1, 1}, {1});
  expect_values(grid_sample(cube, tensor({1, 1, 1, 1, 3}, {0, 0, 0})), {1, 1, 1, 1, 1}, {3.5});
}

TEST(GridSample, GradientsAgreeWithDifferences) {
  const Array x = sample({2, 3, 4, 2}, 3);
  const Array grid = sample({2, 2, 3, 2}, 4, -1.6, 1.6);
  for (const auto padding : {GridPadding::zeros, GridPadding::border, GridPadding::reflection}) {
    for (const bool align : {false, true}) {
      expect_gradients(
          [&](const Tensors& t) {
            return grid_sample(t[0], t[1], {.padding = padding, .align_corners = align});
          },
          {x, grid});
    }
  }
  expect_gradients([&](const Tensors& t) { return grid_sample(t[0], grid, {.nearest = true}); }, {x});
  expect_gradients([](const Tensors& t) { return grid_sample(t[0], t[1]); },
                   {sample({1, 2, 3, 2, 1}, 5), sample({1, 2, 1, 1, 3}, 6)}, false);
}

TEST(GridSample, StrangePlaces) {
  const Tensor x = tensor({1, 2, 2, 1}, {1, 2, 3, 4});
  const Tensor far = tensor({1, 1, 2, 2}, {1e30, -1e30, 5, 0});
  expect_values(grid_sample(x, far), {1, 1, 2, 1}, {0, 0});
  expect_values(grid_sample(x, far, {.padding = GridPadding::border}), {1, 1, 2, 1}, {2, 3});
  for (const auto padding : {GridPadding::zeros, GridPadding::border, GridPadding::reflection}) {
    // Nothing hides a NaN, and none becomes an index.
    EXPECT_TRUE(std::isnan(grid_sample(x, full({1, 1, 1, 2}, NAN), {.padding = padding}).item()));
    EXPECT_NO_THROW(static_cast<void>(
        grid_sample(x, full({1, 1, 1, 2}, NAN), {.nearest = true, .padding = padding}).item()));
  }
  EXPECT_EQ(grid_sample(zeros({0, 2, 2, 1}), zeros({0, 3, 3, 2})).value().shape(), (Shape{0, 3, 3, 1}));
  expect_values(grid_sample(ones({1, 1, 1, 1}), tensor({1, 1, 1, 2}, {3, 3}),
                            {.padding = GridPadding::reflection, .align_corners = true}),
                {1, 1, 1, 1}, {1});
}

TEST(AffineGrid, ByHand) {
  const Tensor identity = tensor({1, 2, 3}, {1, 0, 0, 0, 1, 0});
  expect_values(affine_grid(identity, {2, 2}, true), {1, 2, 2, 2}, {-1, -1, 1, -1, -1, 1, 1, 1});
  expect_values(affine_grid(identity, {1, 4}), {1, 1, 4, 2}, {-0.75, 0, -0.25, 0, 0.25, 0, 0.75, 0});
  // (x, y) → (2y + 1, x).
  expect_values(affine_grid(tensor({1, 2, 3}, {0, 2, 1, 1, 0, 0}), {2, 1}, true), {1, 2, 1, 2},
                {-1, 0, 3, 0});
  expect_gradients([](const Tensors& t) { return affine_grid(t[0], {2, 3}); }, {sample({2, 2, 3}, 7)});
  // The identity leaves a picture as it is, in any dimension.
  for (const bool align : {false, true}) {
    const Array picture = sample({1, 3, 4, 2}, 8);
    const Tensor y = grid_sample(picture, affine_grid(cast(identity, DType::f64), {3, 4}, align),
                                 {.align_corners = align});
    expect_values(y, {1, 3, 4, 2},
                  std::vector<double>(picture.data<double>().begin(), picture.data<double>().end()), 1e-12);
  }
  expect_values(affine_grid(tensor({1, 3, 4}, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0}), {2, 1, 1}, true),
                {1, 2, 1, 1, 3}, {0, 0, -1, 0, 0, 1});
}

TEST(GridSample, Messages) {
  EXPECT_NE(
      message_of<ShapeError>([] {
        static_cast<void>(grid_sample(zeros({1, 2, 2, 1}), zeros({1, 3, 3, 3})));
      }).find("grid_sample: a grid of shape (1, 3, 3, 3) does not go with an input of shape (1, 2, 2, 1)"),
      std::string::npos);
  EXPECT_NE(message_of<DTypeError>([] {
              static_cast<void>(grid_sample(zeros({1, 2, 1}), zeros({1, 3, 1}, DType::i64)));
            }).find("received float32 and int64"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(affine_grid(zeros({1, 2, 2}), {2, 2}));
            }).find("affine_grid: a theta of shape (1, 2, 2) does not go with 2 spatial axes"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(affine_grid(zeros({1, 2, 3}), {2, 0}));
            }).find("expected sizes of 1 or more, received 0"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
