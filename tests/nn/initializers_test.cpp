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
    Generator a(5, 2);
    Generator b(5, 2);
    EXPECT_TRUE(identical(initializer(name)({7, 5}, a), initializer(name)({7, 5}, b))) << name;
  }
}

TEST(Initializers, AnUnknownNameIsRefusedWithTheNearest) {
  EXPECT_EQ(
      test::thrown_message<ValueError>([] { (void)initializer("glorot_unifrom", "Dense 'a'"); }),
      "Dense 'a': unknown initializer \"glorot_unifrom\"\n"
      "(known: \"glorot_uniform\", \"glorot_normal\", \"he_uniform\", \"he_normal\", \"lecun_uniform\", "
      "\"lecun_normal\", \"zeros\", \"ones\", \"random_uniform\", \"random_normal\").\n"
      "Did you mean \"glorot_uniform\"?");
}

}  // namespace
}  // namespace saem
