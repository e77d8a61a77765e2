#include "saem/ops/indexing.h"

#include "saem/compile/compile.h"
#include "saem/core/parallel.h"
#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

Tensor integers(const Shape& shape, const std::vector<double>& values, DType dtype = DType::i64) {
  return tensor(shape, values, dtype);
}

TEST(Indexing, GatherByHand) {
  const Tensor x = counting({3, 2});
  expect_values(gather(x, integers({4}, {2, 0, -1, 2})), {4, 2}, {4, 5, 0, 1, 4, 5, 4, 5});
  expect_values(gather(x, integers({2, 1}, {1, 0}), 1), {3, 2, 1}, {1, 0, 3, 2, 5, 4});
  expect_values(gather(x, integers({}, {1})), {2}, {2, 3});
  expect_values(gather(x, integers({2}, {1, 0}, DType::u8), -1), {3, 2}, {1, 0, 3, 2, 5, 4});
  expect_values(gather(x, integers({1}, {-3}, DType::i32)), {1, 2}, {0, 1});
  EXPECT_EQ(gather(x, integers({0}, {})).shape(), (Shape{0, 2}));
  expect_values(take(x, integers({3}, {5, 0, -2})), {3}, {5, 0, 4});
  expect_values(take(x, integers({1}, {1}), 1), {3, 1}, {1, 3, 5});
}

TEST(Indexing, GatherKeepsTheDtype) {
  for (const DType dtype : {DType::f64, DType::bf16, DType::f16, DType::i32, DType::u8, DType::boolean}) {
    const Tensor x = cast(tensor({3}, {1, 0, 1}), dtype);
    EXPECT_EQ(gather(x, integers({2}, {2, 1})).dtype(), dtype);
    expect_values(gather(x, integers({2}, {2, 1})), {2}, {1, 0});
  }
}

TEST(Indexing, GatherGradientAddsUpWhatComesAgain) {
  const Tensor x = counting({3, 2});
  const Tensor y = gather(x, integers({4}, {2, 0, -1, 2}));
  expect_values(grad(y, x, counting({4, 2})), {3, 2}, {2, 3, 0, 0, 10, 13});
}

TEST(Indexing, ScatterAddByHand) {
  expect_values(scatter_add(integers({4}, {1, 0, 1, -1}), tensor({4}, {1, 2, 4, 8}), 3), {3}, {2, 5, 8});
  expect_values(scatter_add(integers({2}, {1, 1}), counting({3, 2}), 2, -1), {3, 2}, {0, 1, 0, 5, 0, 9});
  expect_values(scatter_add(integers({2}, {1, 1}), integers({2}, {7, 8}), 2), {2}, {0, 15});
  expect_values(scatter_add(integers({3}, {0, 2, 0}), tensor({3}, {1, 1, 0}, DType::boolean), 3), {3},
                {1, 0, 1});
  expect_values(index_add(ones({3, 2}), integers({2}, {0, 0}), tensor({2}, {1, 10})), {3, 2},
                {3, 21, 1, 1, 1, 1});
  expect_values(index_add(zeros({2, 3}), integers({2}, {2, -3}), tensor({2, 1}, {1, 2}), 1), {2, 3},
                {1, 0, 1, 2, 0, 2});
}

TEST(Indexing, TakeAlongAxisByHand) {
  const Tensor x = tensor({2, 3}, {3, 1, 2, 6, 5, 4});
  expect_values(take_along_axis(x, integers({2, 2}, {1, 2, -1, 0})), {2, 2}, {1, 2, 4, 6});
  expect_values(take_along_axis(x, integers({1, 3}, {1, 0, 1}), 0), {1, 3}, {6, 1, 4});
  expect_values(take_along_axis(x, integers({1, 1}, {2}), 1), {2, 1}, {2, 4});
  expect_values(take_along_axis(x, integers({2}, {5, 0}), {}), {2}, {4, 3});
  expect_values(add_along_axis(x, integers({2, 2}, {0, 0, 1, 2}), ones({2, 2})), {2, 3}, {5, 1, 2, 6, 6, 5});
}

TEST(Indexing, OneHotAlongAnAxis) {
  expect_values(one_hot(integers({3}, {1, -1, 0}), 2, 0), {2, 3}, {0, 0, 1, 1, 0, 0});
  expect_values(one_hot(integers({2, 1}, {1, 0}), 2, 1, DType::i32), {2, 2, 1}, {0, 1, 1, 0});
}

TEST(Indexing, GatherAndScatterAgreeWithTheirDefinition) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Generator g(seed);
    const std::int64_t outer = g.integer(4), extent = 1 + g.integer(40);
    const std::int64_t inner = g.integer(40), count = g.integer(70);
    Array x({outer, extent, inner});
    for (float& v : x.mutable_data<float>()) v = static_cast<float>(g.integer(100));
    Array indices({count}, DType::i32);
    for (std::int32_t& i : indices.mutable_data<std::int32_t>())
      i = static_cast<std::int32_t>(g.integer(2 * extent) - extent);
    const Array y = gather(x, indices, 1).value();
    Array summed({outer, extent, inner});
    for (std::int64_t o = 0; o < outer; ++o) {
      for (std::int64_t k = 0; k < count; ++k) {
        const std::int64_t place = (indices.data<std::int32_t>()[k] + extent) % extent;
        for (std::int64_t i = 0; i < inner; ++i) {
          const float v = y.data<float>()[(o * count + k) * inner + i];
          ASSERT_EQ(v, x.data<float>()[(o * extent + place) * inner + i]) << seed;
          summed.mutable_data<float>()[(o * extent + place) * inner + i] += v;
        }
      }
    }
    ASSERT_TRUE(identical(scatter_add(indices, y, extent, 1).value(), summed)) << seed;
  }
}

TEST(Indexing, TheSameBitsOnAnyNumberOfThreads) {
  Generator g(3);
  Array updates({20000, 37});
  for (float& v : updates.mutable_data<float>()) v = static_cast<float>(g.normal());
  Array indices({20000}, DType::i64);
  for (std::int64_t& i : indices.mutable_data<std::int64_t>()) i = g.integer(50);
  const int threads = thread_count();
  set_thread_count(1);
  const Array alone = scatter_add(indices, updates, 50).value();
  set_thread_count(4);
  const Array together = scatter_add(indices, updates, 50).value();
  set_thread_count(threads);
  EXPECT_TRUE(identical(alone, together));
}

TEST(Indexing, AnIndexOutsideIsAnErrorWhenItIsComputed) {
  const Tensor x = counting({5, 2});
  EXPECT_EQ(message_of<ValueError>([&] {
              static_cast<void>(gather(x, integers({2}, {4, 5})).value());
            }),
            "gather: index 5 is outside axis 0, whose extent is 5\n(element 1 of the indices).\n"
            "Use indices from -5 to 4; negative ones count from the end.");
  const auto refused = [](const Tensor& t) {
    return message_of<ValueError>([&] { static_cast<void>(t.value()); });
  };
  EXPECT_NE(refused(gather(x, integers({1}, {-3}), 1)).find("gather: index -3 is outside axis 1"),
            std::string::npos);
  EXPECT_NE(refused(gather(x, integers({1}, {-9e18}))).find("is outside axis 0"), std::string::npos);
  EXPECT_NE(refused(gather(zeros({0}), integers({1}, {0}))).find("An axis without elements has no index."),
            std::string::npos);
  EXPECT_NE(refused(scatter_add(integers({1}, {3}), ones({1}), 3)).find("scatter_add: index 3 is outside"),
            std::string::npos);
  EXPECT_NE(refused(take_along_axis(x, integers({5, 1}, {0, 0, 2, 0, 0}))).find("take_along_axis: index 2"),
            std::string::npos);
  EXPECT_NE(refused(add_along_axis(x, integers({1, 2}, {0, 5}), ones({1, 2}), 0)).find("index 5 is outside"),
            std::string::npos);
}

TEST(Indexing, ACompiledFunctionNamesTheLayerAndGoesOn) {
  for (const char* backend : {"cpu", "reference"}) {
    auto lookup = compile(
        [](const Tensor& x, const Tensor& indices) {
          const LayerScope scope("Embedding 'words'");
          return gather(x, indices);
        },
        {.backend = backend});
    const Array x({3, 2});
    static_cast<void>(lookup(x, Array({2}, DType::i32)));
    const std::string message = message_of<ValueError>([&] {
      static_cast<void>(lookup(x, Array::of(std::vector<std::int32_t>{0, 3})));
    });
    EXPECT_NE(message.find("gather: index 3 is outside axis 0, whose extent is 3"), std::string::npos)
        << message;
    if (std::string(backend) == "cpu") {
      EXPECT_EQ(message.find("Embedding 'words': gather"), 0U) << message;
    }
    EXPECT_EQ(lookup(x, Array({2}, DType::i32)).shape(), (Shape{2, 2}));
  }
}

TEST(Indexing, Messages) {
  const Tensor x = zeros({3, 2});
  EXPECT_EQ(message_of<DTypeError>([&] { static_cast<void>(gather(x, zeros({2}))); }),
            "gather: expected integer indices, received float32.\nConvert the indices with cast.");
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(gather(x, integers({1}, {0}), 2));
            }).find("axis 2 does not exist"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(scatter_add(integers({2}, {0, 1}), zeros({3}), 4));
            }).find("expected updates with the axes (2,) of the indices from axis 0 on, received (3,)"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(take_along_axis(x, integers({2}, {0, 1})));
            }).find("expected indices of rank 2 like x, received rank 1"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
