#include "saem/ops/resize.h"

#include <algorithm>
#include <cmath>

#include "saem/compile/program.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/adaptive_pool.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

/// Weight of element i for output o, straight from the header's formula.
double weight(double o, double i, std::int64_t d, std::int64_t s, double (*kernel)(double), bool antialias) {
  const double ratio = static_cast<double>(d) / static_cast<double>(s);
  const double width = antialias ? std::max(1.0, ratio) : 1;
  const double place = (o + 0.5) * ratio - 0.5;
  double total = 0;
  for (std::int64_t j = 0; j < d; ++j) total += kernel((place - static_cast<double>(j)) / width);
  return kernel((place - i) / width) / total;
}

double linear(double x) { return std::max(0.0, 1 - std::abs(x)); }
double keys(double x) {
  const double d = std::abs(x);
  return d < 1 ? 1.5 * d * d * d - 2.5 * d * d + 1 : d < 2 ? -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2 : 0;
}
double lanczos3(double x) {
  if (std::abs(x) < 1e-12) return 1;
  return std::abs(x) < 3 ? std::sin(M_PI * x) / (M_PI * x) * std::sin(M_PI * x / 3) / (M_PI * x / 3) : 0;
}

TEST(Resize, IsItsFormula) {
  Generator g(1);
  const std::vector<std::pair<Interpolation, double (*)(double)>> kernels = {
      {Interpolation::bilinear, linear}, {Interpolation::bicubic, keys}, {Interpolation::lanczos3, lanczos3}};
  for (const auto& [interpolation, kernel] : kernels) {
    for (const bool antialias : {false, true}) {
      for (const auto& [h, w, s, t] : std::vector<std::array<std::int64_t, 4>>{
               {5, 7, 9, 3}, {8, 6, 4, 13}, {1, 1, 3, 2}, {7, 5, 7, 1}, {13, 12, 5, 5}}) {
        const Array x = random_array(g, {2, h, w, 3});
        const Array y = resize(x, {s, t}, {.interpolation = interpolation, .antialias = antialias}).value();
        ASSERT_EQ(y.shape(), (Shape{2, s, t, 3}));
        for (std::int64_t k = 0; k < y.size(); ++k) {
          double expected = 0;
          for (std::int64_t i = 0; i < h; ++i) {
            for (std::int64_t j = 0; j < w; ++j) {
              expected +=
                  weight(static_cast<double>(k / 3 / t % s), static_cast<double>(i), h, s, kernel,
                         antialias) *
                  weight(static_cast<double>(k / 3 % t), static_cast<double>(j), w, t, kernel, antialias) *
                  x.at(((k / 3 / t / s * h + i) * w + j) * 3 + k % 3);
            }
          }
          ASSERT_NEAR(y.at(k), expected, 1e-9);
        }
      }
    }
  }
}

TEST(Resize, ByHand) {
  // tf.image.resize([1, 2, 4], [6]) along one axis.
  const Tensor x = tensor({1, 3, 1}, {1, 2, 4});
  expect_values(resize(x, {6}), {1, 6, 1}, {1, 1.25, 1.75, 2.5, 3.5, 4});
  expect_values(resize(x, {6}, {.interpolation = Interpolation::nearest}), {1, 6, 1}, {1, 1, 2, 2, 4, 4});
  expect_values(resize(tensor({1, 4, 1}, {0, 1, 2, 3}), {2}, {.interpolation = Interpolation::nearest}),
                {1, 2, 1}, {1, 3});
  expect_values(resize(tensor({1, 4, 1}, {0, 1, 2, 3}), {2}), {1, 2, 1}, {0.5, 2.5});
  // Pillow's reduction of 0 … 3 by two with the triangle: weights 3/8, 3/8, 1/8 of 1, 3, 3 parts.
  expect_values(resize(tensor({1, 4, 1}, {0, 1, 2, 3}), {2}, {.antialias = true}), {1, 2, 1},
                {5.0 / 7, 16.0 / 7});
}

TEST(Resize, UpsampleRepeats) {
  expect_values(upsample(counting({1, 2, 2, 1}), {2, 1}), {1, 4, 2, 1}, {0, 1, 0, 1, 2, 3, 2, 3});
  expect_values(upsample(counting({1, 1, 2, 1, 1}), {2, 2, 1}), {1, 2, 4, 1, 1}, {0, 0, 1, 1, 0, 0, 1, 1});
  expect_values(upsample(counting({1, 2, 1}), {3}), {1, 6, 1}, {0, 0, 0, 1, 1, 1});
  const Tensor x = zeros({1, 2, 2, 1});
  expect_values(grad(upsample(x, {2, 2}), x, counting({1, 4, 4, 1})), {1, 2, 2, 1}, {10, 18, 42, 50});
}

TEST(Resize, KeepsConstantsAndSize) {
  const Tensor x = full({1, 5, 7, 2}, 3.5);
  for (const auto interpolation : {Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic,
                                   Interpolation::lanczos3, Interpolation::lanczos5}) {
    const Array y = resize(x, {11, 3}, {.interpolation = interpolation, .antialias = true}).value();
    for (std::int64_t i = 0; i < y.size(); ++i) ASSERT_NEAR(y.at(i), 3.5, 1e-5);
  }
  EXPECT_TRUE(resize(x, {5, 7}).same_as(x));
  EXPECT_EQ(resize(zeros({0, 5, 7, 2}), {3, 9}).value().shape(), (Shape{0, 3, 9, 2}));
}

// Between convolutions pictures lie in channel blocks.
TEST(Resize, BetweenConvolutions) {
  Generator g(6);
  const auto network = [](const Tensors& t) {
    const Tensor small = max_pool(relu(conv(t[0], t[1], {.padding = {{1, 1}, {1, 1}}})));
    return conv(resize(small, {9, 11}), t[2]);
  };
  const std::vector<Array> inputs = {random_array(g, {2, 8, 10, 32}), random_array(g, {3, 3, 32, 48}),
                                     random_array(g, {3, 3, 48, 16})};
  std::vector<Array> found;
  for (const char* backend : {"cpu", "reference"}) {
    Tensors parameters;
    std::vector<Array> arrays;
    for (const Array& input : inputs) {
      arrays.push_back(input.astype(DType::f32));
      parameters.emplace_back(Node::leaf(parameter_op, TensorType{DType::f32, input.shape()}));
    }
    const Tensor y = network(parameters);
    Tensors outputs = gradients(sum(square(y)), parameters);
    outputs.push_back(y);
    Program program(Graph{parameters, outputs, {}}, {.backend = backend});
    for (const Array& result : program.run(arrays)) found.push_back(result);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    double largest = 0;
    for (std::int64_t k = 0; k < found[i].size(); ++k) largest = std::max(largest, std::abs(found[i].at(k)));
    for (std::int64_t k = 0; k < found[i].size(); ++k)
      ASSERT_NEAR(found[i].at(k), found[i + 4].at(k), 2e-5 * largest) << "result " << i << ", element " << k;
  }
}

TEST(Resize, Messages) {
  EXPECT_EQ(message_of<ValueError>([] {
              static_cast<void>(resize(zeros({1, 4, 4, 1}), {8}));
            }),
            "resize: expected 2 numbers for size, one per spatial axis, received 1\n(input (1, 4, 4, 1)).\n"
            "Leave batch and channels out.");
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(resize(zeros({1, 4, 1}), {0}));
            }).find("resize: expected a size from 1 to 2³⁰, received 0"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(upsample(zeros({4, 4}), {2}));
            }).find("upsample: expected (batch, 1 to 3 spatial axes, channels), received rank 2"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(resize(zeros({1, 0, 1}), {3}));
            }).find("resample: axis 1 cannot be resampled from 0 to 3 elements"),
            std::string::npos);
}

// ---- Adaptive and global pooling ----

template <class Join>
std::vector<double> bins(const Array& x, const Shape& y, Join join) {
  std::vector<double> result;
  for (std::int64_t k = 0; k < y.count(); ++k) {
    const Shape& d = x.shape();
    std::vector<double> found;
    const std::int64_t c = k % y[4];
    const std::int64_t o[] = {k / y[4] / y[3] / y[2] % y[1], k / y[4] / y[3] % y[2], k / y[4] % y[3]};
    const std::int64_t n = k / y[4] / y[3] / y[2] / y[1];
    const auto low = [&](int a) { return o[a] * d[a + 1] / y[a + 1]; };
    const auto high = [&](int a) {
      return static_cast<std::int64_t>(std::ceil(
          static_cast<double>(o[a] + 1) * static_cast<double>(d[a + 1]) / static_cast<double>(y[a + 1])));
    };
    for (std::int64_t i = low(0); i < high(0); ++i) {
      for (std::int64_t j = low(1); j < high(1); ++j) {
        for (std::int64_t l = low(2); l < high(2); ++l)
          found.push_back(x.at((((n * d[1] + i) * d[2] + j) * d[3] + l) * d[4] + c));
      }
    }
    result.push_back(join(found));
  }
  return result;
}

TEST(AdaptivePool, IsItsDefinition) {
  Generator g(2);
  const std::vector<std::pair<Shape, std::vector<std::int64_t>>> cases = {
      {{2, 7, 5, 6, 2}, {3, 5, 4}}, {{1, 6, 4, 8, 3}, {3, 2, 4}}, {{1, 3, 2, 1, 2}, {5, 2, 1}}};
  for (const auto& [shape, size] : cases) {
    const Array x = random_array(g, shape).astype(DType::f32);
    const Shape y = {shape[0], size[0], size[1], size[2], shape[4]};
    expect_values(adaptive_average_pool(x, size), y, bins(x, y, [](const std::vector<double>& v) {
                    double total = 0;
                    for (const double each : v) total += each;
                    return total / static_cast<double>(v.size());
                  }));
    expect_values(adaptive_max_pool(x, size), y,
                  bins(x, y, [](const std::vector<double>& v) { return *std::ranges::max_element(v); }));
  }
}

TEST(AdaptivePool, ByHandWithGradient) {
  const Tensor x = tensor({1, 5, 1}, {1, 9, 3, 5, 2});
  expect_values(adaptive_average_pool(x, {2}), {1, 2, 1}, {13.0 / 3, 10.0 / 3});
  expect_values(adaptive_max_pool(x, {2}), {1, 2, 1}, {9, 5});
  const Tensor dy = tensor({1, 2, 1}, {3, 30});
  expect_values(grad(adaptive_average_pool(x, {2}), x, dy), {1, 5, 1}, {1, 1, 11, 10, 10}, 1e-5);
  expect_values(grad(adaptive_max_pool(x, {2}), x, dy), {1, 5, 1}, {0, 3, 0, 30, 0});
}

TEST(GlobalPool, InOneToThreeDimensions) {
  expect_values(global_average_pool(counting({1, 4, 2})), {1, 2}, {3, 4});
  expect_values(global_max_pool(counting({2, 2, 2, 1})), {2, 1}, {3, 7});
  expect_values(global_average_pool(counting({1, 2, 2, 2, 1}), {.keepdims = true}), {1, 1, 1, 1, 1}, {3.5});
  expect_values(global_max_pool(counting({1, 2, 2, 2, 1}), {.keepdims = true}), {1, 1, 1, 1, 1}, {7});
  const Tensor x = counting({1, 2, 2, 2, 1});
  expect_values(grad(global_average_pool(x), x, ones({1, 1})), x.shape(), std::vector<double>(8, 0.125));
}

TEST(LpPool, ByHandWithGradient) {
  const Tensor x = tensor({1, 4, 1}, {3, -4, 0, 0});
  expect_values(lp_pool(x, 2, {.size = {2}}), {1, 2, 1}, {5, 0});
  expect_values(grad(lp_pool(x, 2, {.size = {2}}), x, ones({1, 2, 1})), {1, 4, 1}, {0.6, -0.8, 0, 0});
  expect_values(lp_pool(x, 1, {.size = {3}, .strides = {2}, .padding = {{1, 1}}}), {1, 2, 1}, {7, 4});
  expect_values(lp_pool(x, 3, {.size = {4}}), {1, 1, 1}, {std::cbrt(91.0)}, 1e-5);
}

TEST(AdaptivePool, Messages) {
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(adaptive_average_pool(zeros({1, 4, 4, 1}), {2}));
            }).find("adaptive_average_pool: expected 2 numbers for output_size"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(adaptive_max_pool(zeros({1, 4, 1}), {0}));
            }).find("expected an output_size of 1 or more, received 0"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(adaptive_max_pool(zeros({1, 0, 1}), {1}));
            }).find("received (1, 0, 1)"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(global_average_pool(zeros({2, 3})));
            }).find("global_average_pool: expected (batch, spatial axes, channels), received rank 2"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(lp_pool(zeros({1, 4, 1}), 0.5, {.size = {2}}));
            }).find("expected a power of 1 or more, received 0.5"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
