// log Γ and its derivatives. Declared in math_functions.h.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"
#include "saem/ops/math_functions.h"
#include "saem/ops/operand_numbers.h"

namespace saem {

namespace detail {
void link_gamma_functions() {}
}  // namespace detail

namespace {

constexpr std::int64_t highest_order = 20;

/// x to the power -n, without the C library's pow, of which a value would need dozens.
double inverse_power(double x, std::int64_t n) {
  const double factor = 1 / x;
  double power = 1;
  for (std::int64_t i = 0; i < n; ++i) power *= factor;
  return power;
}

/// Derivative n of digamma for x > 0: x is moved up by ψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁾(x + 1) - (-1)ⁿ n! / xⁿ⁺¹ to where the
/// asymptotic series has double precision (Abramowitz and Stegun 1964, 6.4.6 and 6.4.11; 6.3.5 and 6.3.18).
double positive_polygamma(std::int64_t n, double x) {
  constexpr std::array bernoulli = {1.0 / 6,  -1.0 / 30,     1.0 / 42, -1.0 / 30,
                                    5.0 / 66, -691.0 / 2730, 7.0 / 6,  -3617.0 / 510};
  const auto order = static_cast<double>(n);
  double moved = 0;
  for (; x < 10 + 1.4 * order; ++x) moved += inverse_power(x, n + 1);
  const double factorial = std::tgamma(order + 1);
  const double power = inverse_power(x, n);
  double series = 0.5 * factorial * power / x;
  series += n == 0 ? -std::log(x) : factorial / order * power;
  // (2k + n - 1)! / (2k)! · x^(-2k - n), from one k to the next.
  double term = factorial / 2 * (n == 0 ? 1.0 : order + 1) * power / (x * x);
  for (std::size_t k = 0; k < bernoulli.size(); ++k) {
    series += bernoulli[k] * term;
    const double next = 2.0 * static_cast<double>(k + 1) + order;
    const double even = 2.0 * static_cast<double>(k + 1);
    term *= next * (next + 1) / ((even + 1) * (even + 2) * x * x);
  }
  const double sum = series + factorial * moved;
  return n % 2 == 0 ? -sum : sum;
}

double polygamma_of(std::int64_t n, double x) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (x > 0) {
    if (std::isinf(x)) return n == 0 ? x : 0;
    return positive_polygamma(n, x);
  }
  if (x == 0 && n == 0) return -std::copysign(std::numeric_limits<double>::infinity(), x);
  if (x != x || x == std::floor(x) || n > 1) return nan;
  // Reflection (6.3.7 and 6.4.7). The angle is reduced first, to the nearer zero, so that it keeps its
  // digits.
  const double angle = std::numbers::pi * (x - std::round(x));
  if (n == 0) return positive_polygamma(0, 1 - x) - std::numbers::pi / std::tan(angle);
  const double ratio = std::numbers::pi / std::sin(angle);
  return ratio * ratio - positive_polygamma(1, 1 - x);
}

Sampler of_order(std::int64_t n, double low, double high) {
  return [=](Generator& g, int) {
    Sample sample;
    sample.inputs = {random_array(g, random_shape(g), low, high)};
    sample.attributes = {{"order", n}};
    return sample;
  };
}

const Op& lgamma_op = define({
    .name = "lgamma",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * digamma(g.input())}; },
    // Not std::lgamma, which writes a sign to a variable that all threads share.
    .reference = elementwise_floating<1>([](auto x) {
      int sign = 0;
      return static_cast<decltype(x)>(::lgamma_r(static_cast<double>(x), &sign));
    }),
    .samples = {uniform(0.5, 6), uniform(-0.9, -0.1), values({0.01, 1, 2, 30})},
    .doc = "log |Γ(x)|.",
});

const Op& polygamma_op = define({
    .name = "polygamma",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const std::int64_t n = s.attributes.integer("order");
      if (n < 0 || n > highest_order) {
        fail<ValueError>({"polygamma",
                          fmt::format("expected an order from 0 to {}, received {}", highest_order, n),
                          {},
                          "It is the number of the derivative: 0 for digamma."});
      }
      return s.shape(0);
    },
    .dtype = floating,
    .gradient =
        [](const GradientCall& g) {
          const auto n = static_cast<int>(g.attributes().integer("order"));
          return Tensors{g.dy() * polygamma(n + 1, g.input())};
        },
    .reference = {[](ReferenceCall& call) {
      const std::int64_t n = call.attributes.integer("order");
      const auto x = call.in<double>(0);
      const auto y = call.out<double>();
      for (std::size_t i = 0; i < y.size(); ++i) y[i] = polygamma_of(n, x[i]);
    }},
    .samples = {of_order(0, 0.5, 6), of_order(1, 0.7, 6), of_order(2, 1, 6), of_order(0, 20, 40)},
    .doc = "Derivative `order` + 1 of log Γ.",
});

using detail::to_floating;

}  // namespace

Tensor lgamma(const Tensor& x) { return record(lgamma_op, {to_floating(x)}); }
Tensor digamma(const Tensor& x) { return polygamma(0, x); }
Tensor polygamma(int n, const Tensor& x) { return record(polygamma_op, {to_floating(x)}, {{"order", n}}); }

}  // namespace saem
