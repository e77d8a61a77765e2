// How far the vectorised functions are from the exact value, over all float32 numbers.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "saem/ops/ops.h"

namespace saem {
namespace {

constexpr double smallest = std::numeric_limits<float>::min();

/// In units of the last place of the rounded exact value; below the normal numbers, where programs flush to
/// 0, in units of the smallest of them.
double distance(float found, double exact) {
  const auto rounded = static_cast<float>(exact);
  if (std::isnan(found) || std::isnan(exact)) return std::isnan(found) == std::isnan(exact) ? 0 : INFINITY;
  if (found == rounded) return 0;
  if (std::isinf(found) || std::isinf(rounded)) {
    // The last finite number and infinity are neighbours.
    constexpr float last = std::numeric_limits<float>::max();
    return std::abs(found) >= last && std::abs(rounded) >= last ? 1 : INFINITY;
  }
  const double size = std::abs(exact);
  if (size < smallest) return std::abs(static_cast<double>(found) - exact) / smallest;
  const double spacing = std::ldexp(1.0, std::ilogb(rounded) - 23);
  return std::abs(static_cast<double>(found) - exact) / spacing;
}

struct Function {
  const char* name;
  Tensor (*op)(const Tensor&);
  double (*exact)(double);
  double bound;
};

class VectorMath : public testing::TestWithParam<Function> {};

/// Every 2039th float32: all exponents, both signs, infinities and NaN.
std::vector<float> all_over() {
  std::vector<float> x;
  for (std::uint64_t bits = 0; bits <= 0xFFFFFFFFU; bits += 2039) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (std::fpclassify(value) != FP_SUBNORMAL) x.push_back(value);
  }
  for (int i = -400000; i <= 400000; ++i) x.push_back(static_cast<float>(i) * 2.5e-4F);
  for (const float end : {0.0F, -0.0F, 1.0F, -1.0F, INFINITY, -INFINITY, 88.722839F, 88.73F, -87.34F})
    x.push_back(end);
  return x;
}

TEST_P(VectorMath, StaysWithinItsBound) {
  const Function& f = GetParam();
  const std::vector<float> x = all_over();
  const Array y = f.op(Tensor(Array::of(x))).value();
  double worst = 0;
  float at = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double d = distance(y.data<float>()[i], f.exact(static_cast<double>(x[i])));
    if (d > worst) {
      worst = d;
      at = x[i];
    }
  }
  EXPECT_LE(worst, f.bound) << f.name << " at " << at;
  RecordProperty("worst_ulp", std::to_string(worst));
}

INSTANTIATE_TEST_SUITE_P(
    All, VectorMath,
    testing::Values(Function{"exp", exp, [](double x) { return std::exp(x); }, 1.5},
                    Function{"log", log, [](double x) { return std::log(x); }, 2},
                    Function{"tanh", tanh, [](double x) { return std::tanh(x); }, 4},
                    Function{"sigmoid", sigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }, 3},
                    Function{"softplus", softplus,
                             [](double x) { return std::log1p(std::exp(-std::abs(x))) + std::max(x, 0.0); },
                             3},
                    Function{"erf", erf, [](double x) { return std::erf(x); }, 2},
                    Function{"expm1", expm1, [](double x) { return std::expm1(x); }, 4},
                    Function{"log1p", log1p, [](double x) { return std::log1p(x); }, 3}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace saem
