// scatter_nd and nonzero.
#include <cmath>

#include "saem/graph/autodiff.h"
#include "saem/ops/indexing.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(ScatterNd, ByHand) {
  const Tensor places = tensor({3, 2}, {0, 1, 1, -1, 0, 1}, DType::i64);
  expect_values(scatter_nd(places, tensor({3}, {1, 2, 3}), {2, 3}), {2, 3}, {0, 4, 0, 0, 0, 2});
  const Tensor rows = tensor({2, 1}, {1, 0}, DType::i32);
  expect_values(scatter_nd(rows, tensor({2, 2}, {1, 2, 3, 4}), {3, 2}), {3, 2}, {3, 4, 1, 2, 0, 0});
  expect_values(scatter_nd(zeros({0, 1}, DType::i64), zeros({0, 2}), {3, 2}), {3, 2}, {0, 0, 0, 0, 0, 0});
  const Tensor u = tensor({3}, {1, 2, 3});
  expect_values(grad(scatter_nd(places, u, {2, 3}), u, counting({2, 3})), {3}, {1, 5, 1});
}

TEST(ScatterNd, RefusesWhatIsOutsideOfOneAxis) {
  // (0, 3) of a (2, 3) array would be the place of (1, 0).
  const auto scattered = [](double row, double column) {
    return scatter_nd(tensor({1, 2}, {row, column}, DType::i64), ones({1}), {2, 3}).value();
  };
  EXPECT_NE(message_of<ValueError>([&] { static_cast<void>(scattered(0, 3)); }), "nothing thrown");
  EXPECT_NE(message_of<ValueError>([&] { static_cast<void>(scattered(1, -4)); }), "nothing thrown");
  const std::string message = message_of<ShapeError>([] {
    static_cast<void>(scatter_nd(zeros({1, 3}, DType::i64), ones({1}), {2, 3}));
  });
  EXPECT_NE(message.find("scatter_nd: indices (1, 3) and updates (1,) do not fit a result of shape (2, 3)"),
            std::string::npos)
      << message;
  EXPECT_NE(message_of<DTypeError>([] {
              static_cast<void>(scatter_nd(zeros({1, 2}), ones({1}), {2, 3}));
            }),
            "nothing thrown");
}

TEST(Nonzero, ByHand) {
  const Array x = tensor({2, 3}, {0, 1, -0.0, NAN, 0, 2}).value();
  const std::vector<Array> places = nonzero(x);
  ASSERT_EQ(places.size(), 2U);
  expect_values(places[0], {3}, {0, 1, 1});
  expect_values(places[1], {3}, {1, 0, 2});
  expect_values(nonzero(Array::scalar(3)).front(), {1}, {0});
  expect_values(nonzero(Array({0, 2})).front(), {0}, {});
}

TEST(Nonzero, OfAGivenSize) {
  const Tensor x = tensor({2, 3}, {0, 1, 0, 5, 0, 2}, DType::i32);
  const Tensors all = nonzero(x, 5, -1);
  ASSERT_EQ(all.size(), 2U);
  expect_values(all[0], {5}, {0, 1, 1, -1, -1});
  expect_values(all[1], {5}, {1, 0, 2, -1, -1});
  expect_values(nonzero(x, 2)[1], {2}, {1, 0});
  expect_values(nonzero(x, 9)[0], {9}, {0, 1, 1, 0, 0, 0, 0, 0, 0});
  expect_values(nonzero(zeros({0, 2}), 2, 4)[1], {2}, {4, 4});
  EXPECT_NE(message_of<ShapeError>([&] { static_cast<void>(nonzero(x, -1)); }), "nothing thrown");
}

}  // namespace
}  // namespace saem::testing
