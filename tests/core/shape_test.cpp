#include "saem/core/shape.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "saem/core/error.h"
#include "tests/core/support/thrown_message.h"

namespace saem {
namespace {

using test::thrown_message;

TEST(Shape, ScalarHasRankZeroAndOneElement) {
  const Shape scalar;
  EXPECT_EQ(scalar.rank(), 0);
  EXPECT_EQ(scalar.count(), 1);
  EXPECT_TRUE(scalar.is_known());
  EXPECT_EQ(scalar.to_string(), "()");
  EXPECT_EQ(scalar, Shape({}));
  EXPECT_EQ(scalar.begin(), scalar.end());
  EXPECT_EQ(thrown_message<ShapeError>([&] { static_cast<void>(scalar[0]); }),
            "shape: () has no axis 0\n(a scalar has no axes).");
}

TEST(Shape, AxesCountFromBothEnds) {
  const Shape shape{2, 3, 5};
  EXPECT_EQ(shape[0], 2);
  EXPECT_EQ(shape[-1], 5);
  EXPECT_EQ(shape[-3], 2);
  EXPECT_EQ(shape.axis(-2), 1);
  EXPECT_EQ(shape.count(), 30);
  EXPECT_THROW(static_cast<void>(shape[3]), ShapeError);
  EXPECT_EQ(thrown_message<ShapeError>([&] { static_cast<void>(shape.axis(-4)); }),
            "shape: (2, 3, 5) has no axis -4\n(its axes are -3 to 2).");
  EXPECT_THROW(static_cast<void>(shape.axis(std::numeric_limits<int>::min())), ShapeError);
}

TEST(Shape, TextNamesTheUnknownBatch) {
  EXPECT_EQ(Shape({5}).to_string(), "(5,)");
  EXPECT_EQ(Shape({2, 3}).to_string(), "(2, 3)");
  EXPECT_EQ(Shape({-1, 28, 28, 1}).to_string(), "(batch, 28, 28, 1)");
  EXPECT_EQ(Shape({-1, -1}).to_string(), "(batch, ?)");
  EXPECT_EQ(Shape({-1}).to_string(), "(batch,)");
}

TEST(Shape, CountRefusesUnknownAndOverflow) {
  EXPECT_EQ(Shape({4, 0, 7}).count(), 0);
  const std::int64_t large = std::int64_t{1} << 32;
  EXPECT_EQ(Shape({large, large, 0}).count(), 0);
  EXPECT_THROW(static_cast<void>(Shape({large, large}).count()), ShapeError);
  EXPECT_EQ(Shape({large, large / 4}).count(), std::int64_t{1} << 62);
  EXPECT_FALSE(Shape({-1, 0}).is_known());
  EXPECT_THROW(static_cast<void>(Shape({-1, 0}).count()), ShapeError);
}

TEST(Shape, RefusesNegativeExtentsAndTooManyAxes) {
  EXPECT_EQ(thrown_message<ShapeError>([] {
              static_cast<void>(Shape{3, -2});
            }),
            "shape: the extent of axis 1 is -2.\nAn extent is 0 or more, or -1 where it is not known yet.");
  const std::vector<std::int64_t> nine(9, 1);
  EXPECT_THROW(static_cast<void>(Shape(nine)), ShapeError);
  EXPECT_EQ(Shape(std::span(nine).first(8)).rank(), 8);
  EXPECT_THROW(static_cast<void>(Shape(std::span(nine).first(8)).inserted(0, 1)), ShapeError);
  EXPECT_THROW(static_cast<void>(Shape({1, 1, 1, 1, 1}).concat({1, 1, 1, 1})), ShapeError);
}

TEST(Shape, Edits) {
  const Shape shape{2, 3, 5};
  EXPECT_EQ(shape.with(-1, 7), Shape({2, 3, 7}));
  EXPECT_EQ(shape.with(0, Shape::unknown), Shape({-1, 3, 5}));
  EXPECT_EQ(shape.inserted(0, 1), Shape({1, 2, 3, 5}));
  EXPECT_EQ(shape.inserted(3, 1), Shape({2, 3, 5, 1}));
  EXPECT_EQ(shape.inserted(-1, 1), Shape({2, 3, 5, 1}));
  EXPECT_EQ(shape.inserted(-4, 1), Shape({1, 2, 3, 5}));
  EXPECT_EQ(shape.erased(1), Shape({2, 5}));
  EXPECT_EQ(shape.erased(-1), Shape({2, 3}));
  EXPECT_EQ(shape.slice(1, 3), Shape({3, 5}));
  EXPECT_EQ(shape.slice(0, -1), Shape({2, 3}));
  EXPECT_EQ(shape.slice(-2, 3), Shape({3, 5}));
  EXPECT_EQ(shape.slice(1, 1), Shape({}));
  EXPECT_EQ(shape.concat({7}), Shape({2, 3, 5, 7}));
  EXPECT_EQ(Shape({}).concat({}), Shape({}));
  EXPECT_EQ(shape, Shape({2, 3, 5})) << "an edit must leave the original alone";
  EXPECT_THROW(static_cast<void>(shape.inserted(4, 1)), ShapeError);
  EXPECT_THROW(static_cast<void>(shape.inserted(-5, 1)), ShapeError);
  EXPECT_THROW(static_cast<void>(shape.erased(3)), ShapeError);
  EXPECT_THROW(static_cast<void>(shape.slice(0, 4)), ShapeError);
  EXPECT_THROW(static_cast<void>(shape.slice(2, 1)), ShapeError);
  EXPECT_THROW(static_cast<void>(shape.with(0, -2)), ShapeError);
}

TEST(Shape, EqualityComparesRankAndExtents) {
  EXPECT_NE(Shape({2, 3}), Shape({3, 2}));
  EXPECT_NE(Shape({2}), Shape({2, 0}));
  EXPECT_NE(Shape({}), Shape({0}));
}

TEST(Broadcast, FollowsNumpy) {
  EXPECT_EQ(broadcast({2, 3}, {2, 3}, "add"), Shape({2, 3}));
  EXPECT_EQ(broadcast({2, 1, 4}, {3, 1}, "add"), Shape({2, 3, 4}));
  EXPECT_EQ(broadcast({}, {5}, "add"), Shape({5}));
  EXPECT_EQ(broadcast({1}, {0}, "add"), Shape({0}));
  EXPECT_EQ(broadcast({}, {}, "add"), Shape({}));
}

TEST(Broadcast, UnknownExtents) {
  EXPECT_EQ(broadcast({-1, 3}, {3}, "add"), Shape({-1, 3}));
  EXPECT_EQ(broadcast({-1, 3}, {1, 3}, "add"), Shape({-1, 3}));
  EXPECT_EQ(broadcast({-1, 3}, {-1, 1}, "add"), Shape({-1, 3}));
  EXPECT_EQ(broadcast({-1}, {4}, "add"), Shape({4}));
  EXPECT_EQ(broadcast({4}, {-1}, "add"), Shape({4}));
  EXPECT_EQ(broadcast({0}, {-1}, "add"), Shape({0}));
}

TEST(Broadcast, MismatchNamesPlaceShapesAndAxis) {
  EXPECT_EQ(thrown_message<ShapeError>([] {
              static_cast<void>(broadcast({8, 2, 3}, {4, 1}, "add"));
            }),
            "add: the shapes (8, 2, 3) and (4, 1) do not fit each other: axis -2 has 2 and 4.\n"
            "Compared from the last axis, two extents must be equal, or one of them 1.");
  EXPECT_THROW(static_cast<void>(broadcast({2}, {0}, "add")), ShapeError);
}

}  // namespace
}  // namespace saem
