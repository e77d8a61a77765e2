#include "saem/ops/random_ops.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <numbers>

#include "saem/core/random.h"
#include "saem/graph/op.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/random_blocks.h"

namespace saem {
namespace {

using detail::drawn_shape;
using detail::for_each_block;

Sampler draws(const Shape& shape, double tolerance) {
  return detail::random_keys({{"shape", shape}}, tolerance);
}

std::vector<Sampler> draws(double tolerance) {
  return {draws({1}, tolerance), draws({7}, tolerance), draws({33, 65}, tolerance), draws({0, 3}, tolerance),
          draws({}, tolerance)};
}

}  // namespace

const Op& random_uniform_op = define({
    .name = "random_uniform",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return drawn_shape(s); },
    .dtype = [](const Signature&) -> PerOutput<DType> { return DType::f32; },
    .gradient = not_differentiable,
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto y = call.out<double>();
                        const auto count = static_cast<std::int64_t>(y.size());
                        for_each_block(call.in<std::int64_t>(0), count,
                                       [&](std::int64_t i, const PhiloxCounter& words) {
                                         for (std::int64_t j = 0; j < 4 && i + j < count; ++j)
                                           y[i + j] = unit_float(words[j]);
                                       });
                      }},
    .samples = draws(0.0),  // the same bits on every backend
    .doc = "Random multiples of 2^-24 in [0, 1), a function of the key (seed, counter) and the place of the "
           "element.",
});

// Words 0 and 1 of a block make elements 0 and 1, words 2 and 3 make elements 2 and 3: with
// u = (⌊w₀ / 2⁸⌋ + 1) · 2⁻²⁴ in (0, 1], v = ⌊w₁ / 2⁸⌋ · 2⁻²⁴ and r = √(-2 ln u), the pair is r cos 2πv, r sin
// 2πv. Source: Box and Muller 1958, "A note on the generation of random normal deviates".
const Op& random_normal_op = define({
    .name = "random_normal",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return drawn_shape(s); },
    .dtype = [](const Signature&) -> PerOutput<DType> { return DType::f32; },
    .gradient = not_differentiable,
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto y = call.out<double>();
                        const auto count = static_cast<std::int64_t>(y.size());
                        for_each_block(
                            call.in<std::int64_t>(0), count, [&](std::int64_t i, const PhiloxCounter& words) {
                              for (std::int64_t j = 0; j < 4 && i + j < count; ++j) {
                                const double u = static_cast<double>(unit_float(words[j / 2 * 2])) + 0x1p-24;
                                const double v = static_cast<double>(unit_float(words[j / 2 * 2 + 1]));
                                const double angle = 2 * std::numbers::pi * v;
                                y[i + j] = std::sqrt(-2 * std::log(u)) *
                                           (j % 2 == 0 ? std::cos(angle) : std::sin(angle));
                              }
                            });
                      }},
    .samples = draws(1e-5),
    .doc = "Random numbers of the standard normal distribution, a function of the key (seed, counter) and "
           "the place of the element.",
});

namespace {

Array initial_state(std::uint64_t seed) {
  return Array::of(std::vector<std::int64_t>{std::bit_cast<std::int64_t>(seed), 0});
}

}  // namespace

RandomState::RandomState(std::uint64_t seed)
    : counter_(initial_state(seed), {.name = "random", .trainable = false}) {}

Tensor RandomState::next() {
  const Tensor key = counter_.read();
  counter_.assign(key + Tensor(Array::of(std::vector<std::int64_t>{0, 1})));
  return key;
}

void RandomState::reset(std::uint64_t seed) { counter_.assign(Tensor(initial_state(seed))); }

Tensor random_uniform(const Tensor& key, const Shape& shape) {
  return record(random_uniform_op, {key}, {{"shape", shape}});
}
Tensor random_normal(const Tensor& key, const Shape& shape) {
  return record(random_normal_op, {key}, {{"shape", shape}});
}

Tensor dropout(const Tensor& x, double rate, const Tensor& key) {
  if (!(rate >= 0 && rate < 1)) {
    fail<ValueError>({"dropout",
                      fmt::format("expected a rate in [0, 1), received {}", rate),
                      {},
                      "The rate is the fraction of elements to drop, 0.25 for a quarter."});
  }
  if (rate == 0) return x;
  return where(greater_equal(random_uniform(key, x.shape()), rate), x * (1 / (1 - rate)), 0.0);
}

namespace detail {
void link_random_ops() {}
}  // namespace detail

}  // namespace saem
