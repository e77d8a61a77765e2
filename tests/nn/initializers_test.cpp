#include "saem/nn/initializers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "tests/core/support/thrown_message.h"

namespace saem {
namespace {

struct Statistics {
  double mean = 0;
  double variance = 0;
  double largest = 0;
};

Statistics statistics(const Array& array) {
  Statistics s;
  for (const float x : array.data<float>()) {
    s.mean += x;
    s.variance += static_cast<double>(x) * x;
    s.largest = std::max(s.largest, std::abs(static_cast<double>(x)));
  }
  const auto n = static_cast<double>(array.size());
  s.mean /= n;
  s.variance = s.variance / n - s.mean * s.mean;
  return s;
}

Statistics drawn(const char* name, const Shape& shape) {
  Generator generator(3);
  return statistics(initializer(name)(shape, generator));
}

TEST(Initializers, Constants) {
  Generator generator(0);
  EXPECT_TRUE(identical(initializer("zeros")({2, 3}, generator), Array(Shape{2, 3})));
  EXPECT_TRUE(identical(initializer("ones")({2, 3}, generator), Array::full({2, 3}, 1)));
}

// Fans of a kernel (height, width, in, out): 5·5·20 = 500 and 5·5·60 = 1500.
constexpr double fan_in = 500;
constexpr double fan_out = 1500;

TEST(Initializers, UniformOnesFillTheIntervalOfTheirFans) {
  const std::vector<std::pair<const char*, double>> limits = {
      {"glorot_uniform", std::sqrt(6 / (fan_in + fan_out))},
      {"he_uniform", std::sqrt(6 / fan_in)},
      {"lecun_uniform", std::sqrt(3 / fan_in)},
      {"random_uniform", 0.05}};
  for (const auto& [name, limit] : limits) {
    const Statistics s = drawn(name, {5, 5, 20, 60});
    EXPECT_LE(s.largest, limit * (1 + 1e-6)) << name;
    EXPECT_GT(s.largest, 0.999 * limit) << name;
    EXPECT_NEAR(s.mean, 0, 0.02 * limit) << name;
    EXPECT_NEAR(s.variance / (limit * limit / 3), 1, 0.03) << name;
  }
}

TEST(Initializers, NormalOnesHaveTheVarianceOfTheirFansAndAreCut) {
  const std::vector<std::pair<const char*, double>> variances = {
      {"glorot_normal", 2 / (fan_in + fan_out)}, {"he_normal", 2 / fan_in}, {"lecun_normal", 1 / fan_in}};
  for (const auto& [name, variance] : variances) {
    const Statistics s = drawn(name, {5, 5, 20, 60});
    EXPECT_NEAR(s.variance / variance, 1, 0.03) << name;
    EXPECT_LE(s.largest, 2 * std::sqrt(variance) / 0.8796) << name;
  }
  const Statistics plain = drawn("random_normal", {100, 300});
  EXPECT_NEAR(plain.variance, 0.05 * 0.05, 0.03 * 0.05 * 0.05);
  EXPECT_GT(plain.largest, 3 * 0.05);  // not cut
}

TEST(Initializers, FansOfVectorsScalarsAndEmptyShapes) {
  EXPECT_GT(drawn("glorot_uniform", {30000}).largest, 0.999 * std::sqrt(6.0 / 60000));
  EXPECT_LE(drawn("glorot_uniform", {30000}).largest, std::sqrt(6.0 / 60000) * (1 + 1e-6));
  EXPECT_LE(drawn("he_uniform", {}).largest, std::sqrt(6.0));
  Generator generator(0);
  EXPECT_EQ(initializer("he_normal")({0, 3}, generator).size(), 0);
}

TEST(Initializers, DependOnTheGeneratorOnly) {
  for (const std::string& name : initializer_names()) {
    if (name == "stft") continue;  // of one shape only: spectrogram_layers_test.cpp
    Generator a(5, 2);
    Generator b(5, 2);
    EXPECT_TRUE(identical(initializer(name)({7, 5}, a), initializer(name)({7, 5}, b))) << name;
  }
}

TEST(Initializers, ArgumentsAreReadByNameOrPlace) {
  EXPECT_EQ(drawn("constant(0.5)", {10}).mean, 0.5);
  EXPECT_EQ(drawn(Constant(-2).c_str(), {10}).mean, -2);
  const Statistics uniform = drawn("random_uniform(1, maxval=3)", {20000});
  EXPECT_NEAR(uniform.mean, 2, 0.02);
  EXPECT_NEAR(uniform.variance, 4.0 / 12, 0.01);
  const Statistics normal = drawn(RandomNormal(1, 0.1).c_str(), {20000});
  EXPECT_NEAR(normal.mean, 1, 0.01);
  EXPECT_NEAR(normal.variance, 0.01, 0.0005);
}

// Keras's TruncatedNormal is not widened: its own deviation is 0.8796 of the given one.
TEST(Initializers, ATruncatedNormalIsCutAtTwoDeviations) {
  const Statistics s = drawn(TruncatedNormal(0, 0.1).c_str(), {100, 300});
  EXPECT_LE(s.largest, 0.2);
  EXPECT_NEAR(std::sqrt(s.variance), 0.08796, 0.001);
}

TEST(Initializers, VarianceScalingDividesByItsFan) {
  for (const auto& [mode, fan] : {std::pair("fan_in", fan_in), std::pair("fan_out", fan_out),
                                  std::pair("fan_avg", (fan_in + fan_out) / 2)}) {
    for (const char* distribution : {"truncated_normal", "untruncated_normal", "uniform"}) {
      const Statistics s = drawn(VarianceScaling(2, mode, distribution).c_str(), {5, 5, 20, 60});
      EXPECT_NEAR(s.variance * fan / 2, 1, 0.03) << mode << " " << distribution;
    }
  }
}

TEST(Initializers, OrthogonalOnesHaveOrthonormalRowsOrColumns) {
  for (const Shape& shape : {Shape{7, 4}, Shape{4, 7}, Shape{2, 3, 5}, Shape{5, 5}}) {
    Generator generator(1);
    const Array q = initializer("orthogonal(gain=2)")(shape, generator);
    const std::int64_t columns = shape[-1];
    const std::int64_t rows = q.size() / columns;
    const bool tall = rows >= columns;
    for (std::int64_t a = 0; a < std::min(rows, columns); ++a) {
      for (std::int64_t b = 0; b <= a; ++b) {
        double product = 0;
        for (std::int64_t k = 0; k < std::max(rows, columns); ++k)
          product += tall ? q.at(k * columns + a) * q.at(k * columns + b)
                          : q.at(a * columns + k) * q.at(b * columns + k);
        EXPECT_NEAR(product, a == b ? 4 : 0, 1e-5);
      }
    }
  }
}

TEST(Initializers, IdentityIsForMatrices) {
  Generator generator(0);
  const Array eye = initializer("identity(3)")({2, 3}, generator);
  EXPECT_TRUE(identical(eye, Array::of(std::vector<float>{3, 0, 0, 0, 3, 0}, {2, 3})));
  EXPECT_THROW((void)initializer("identity")({2, 2, 2}, generator), ShapeError);
  EXPECT_THROW((void)initializer("orthogonal")({2}, generator), ShapeError);
}

TEST(Initializers, ASeedTakesThePlaceOfTheModels) {
  for (const std::string& text : {GlorotUniform(3), HeNormal(3), RandomNormal(0, 1, 3), Orthogonal(1, 3),
                                  VarianceScaling(1, "fan_in", "uniform", 3), std::string("uniform(seed=3)"),
                                  std::string("TruncatedNormal(0, 1, 3)")}) {
    Generator a(5);
    Generator b(6);
    Generator c(6);
    const Array values = initializer(text)({7, 5}, a);
    EXPECT_TRUE(identical(values, initializer(text)({7, 5}, b))) << text;
    std::string other = text;
    other.replace(text.rfind('3'), 1, "4");
    EXPECT_FALSE(identical(values, initializer(other)({7, 5}, c))) << text;
  }
  EXPECT_EQ(GlorotUniform(), "glorot_uniform");
  EXPECT_EQ(RandomUniform(0, 1, 9), "random_uniform(minval=0, maxval=1, seed=9)");
  EXPECT_THROW((void)initializer("he_normal(seed=x)"), ValueError);
  EXPECT_THROW((void)initializer("zeros(seed=3)"), ValueError);
}

TEST(Initializers, NamesMayBeThoseOfKerasClasses) {
  for (const auto& [name, same] : std::vector<std::pair<const char*, const char*>>{
           {"GlorotUniform", "glorot_uniform"}, {"Zeros", "zeros"}, {"zero", "zeros"}, {"one", "ones"}}) {
    Generator a(5);
    Generator b(5);
    EXPECT_TRUE(identical(initializer(name)({7, 5}, a), initializer(same)({7, 5}, b))) << name;
  }
}

TEST(Initializers, WrongArgumentsAreRefusedByName) {
  for (const char* text :
       {"constant(1, 2)", "constant(x=1)", "constant(a)", "constant(1", "constant(value=)",
        "random_normal(stddev=-1)", "variance_scaling(mode=fan)", "zeros(1)", "random_uniform(2, 1)",
        "constant(nan)", "constant(1, value=2)", "variance_scaling(0)", "random_normal(mean=1, 2)"}) {
    EXPECT_THROW((void)initializer(text), ValueError) << text;
  }
  EXPECT_EQ(test::thrown_message<ValueError>([] { (void)initializer("random_normal(axis=3)", "Dense"); }),
            "Dense: initializer \"random_normal(axis=3)\" has the argument 'axis', which is not supported\n"
            "(known: mean, stddev, seed).");
}

TEST(Initializers, AnUnknownNameIsRefusedWithTheNearest) {
  EXPECT_EQ(
      test::thrown_message<ValueError>([] { (void)initializer("glorot_unifrom", "Dense 'a'"); }),
      "Dense 'a': unknown initializer \"glorot_unifrom\"\n"
      "(known: \"glorot_uniform\", \"glorot_normal\", \"he_uniform\", \"he_normal\", \"lecun_uniform\", "
      "\"lecun_normal\", \"zeros\", \"ones\", \"random_uniform\", \"random_normal\", "
      "\"constant\", \"truncated_normal\", \"variance_scaling\", \"orthogonal\", \"identity\", \"stft\", "
      "\"uniform\", "
      "\"normal\", \"zero\", \"one\").\n"
      "Did you mean \"glorot_uniform\"?");
}

}  // namespace
}  // namespace saem
