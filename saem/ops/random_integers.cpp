// random_integers and random_permutation: exact integers, so the reference loop is the fast one. Declared in
// random_distributions.h.
#include <fmt/format.h>

#include <numeric>
#include <utility>

#include "saem/ops/axes.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/indexing.h"
#include "saem/ops/random_blocks.h"
#include "saem/ops/random_distributions.h"

namespace saem {
namespace {

/// The upper 64 bits of a · b.
std::uint64_t multiply_high(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t half = 0xFFFFFFFFU;
  const std::uint64_t low = (a & half) * (b & half);
  const std::uint64_t middle = (a >> 32) * (b & half) + (low >> 32);
  const std::uint64_t other = (a & half) * (b >> 32) + (middle & half);
  return (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
}

/// Calls f(i, word) for i = 0 … count - 1, with 64 random bits each: words 2i and 2i + 1 of the stream.
template <class F>
void for_each_word(std::span<const std::int64_t> key, std::int64_t count, F&& f) {
  detail::for_each_block(key, 2 * count, [&](std::int64_t place, const PhiloxCounter& words) {
    f(place / 2, words[0] | static_cast<std::uint64_t>(words[1]) << 32);
    if (place / 2 + 1 < count) f(place / 2 + 1, words[2] | static_cast<std::uint64_t>(words[3]) << 32);
  });
}

std::uint64_t span_of(const Attributes& attributes) {
  return static_cast<std::uint64_t>(attributes.integer("high")) -
         static_cast<std::uint64_t>(attributes.integer("low"));
}

PerOutput<DType> always_i64(const Signature&) { return DType::i64; }

}  // namespace

const Op& random_integers_op = define({
    .name = "random_integers",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      if (s.attributes.integer("low") >= s.attributes.integer("high")) {
        s.reject_shape(fmt::format("expected low < high, received {} and {}", s.attributes.integer("low"),
                                   s.attributes.integer("high")),
                       "`high` itself is never drawn.");
      }
      return detail::drawn_shape(s);
    },
    .dtype = always_i64,
    .gradient = not_differentiable,
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto y = call.out<std::int64_t>();
                        const auto low = static_cast<std::uint64_t>(call.attributes.integer("low"));
                        const std::uint64_t span = span_of(call.attributes);
                        for_each_word(call.in<std::int64_t>(0), static_cast<std::int64_t>(y.size()),
                                      [&](std::int64_t i, std::uint64_t word) {
                                        y[i] = static_cast<std::int64_t>(low + multiply_high(word, span));
                                      });
                      }},
    .samples = {detail::random_keys({{"shape", Shape{7}}, {"low", -3}, {"high", 4}}),
                detail::random_keys({{"shape", Shape{33, 5}}, {"low", 0}, {"high", std::int64_t{1} << 62}}),
                detail::random_keys({{"shape", Shape{0, 5}}, {"low", 0}, {"high", 1}}),
                detail::random_keys({{"shape", Shape{}}, {"low", INT64_MIN}, {"high", INT64_MAX}})},
    .doc = "Random integers in [low, high), a function of the key (seed, counter) and the place of the "
           "element.",
});

const Op& random_permutation_op = define({
    .name = "random_permutation",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      detail::require_key(s);
      const std::int64_t size = s.attributes.integer("size");
      if (size < 0) s.reject_shape(fmt::format("expected a size of 0 or more, received {}", size));
      return Shape{size};
    },
    .dtype = always_i64,
    .gradient = not_differentiable,
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto y = call.out<std::int64_t>();
                        std::iota(y.begin(), y.end(), std::int64_t{0});
                        const auto count = static_cast<std::int64_t>(y.size());
                        for_each_word(
                            call.in<std::int64_t>(0), count, [&](std::int64_t i, std::uint64_t word) {
                              // Element i, now at its place, against one of the i + 1 first.
                              std::swap(y[i], y[multiply_high(word, static_cast<std::uint64_t>(i) + 1)]);
                            });
                      }},
    .samples = {detail::random_keys({{"size", 10}}), detail::random_keys({{"size", 1}}),
                detail::random_keys({{"size", 0}}), detail::random_keys({{"size", 257}})},
    .doc = "0, 1, … size - 1 in random order, a function of the key (seed, counter).",
});

Tensor random_integers(const Tensor& key, const Shape& shape, std::int64_t low, std::int64_t high,
                       DType dtype) {
  if (!is_integer(dtype)) {
    fail<DTypeError>({"random_integers",
                      fmt::format("expected an integer dtype, received {}", name(dtype)),
                      {},
                      "Convert the result with cast."});
  }
  return cast(record(random_integers_op, {key}, {{"shape", shape}, {"low", low}, {"high", high}}), dtype);
}

Tensor random_permutation(const Tensor& key, std::int64_t size) {
  return record(random_permutation_op, {key}, {{"size", size}});
}

Tensor shuffle(const Tensor& key, const Tensor& x, int axis) {
  const int normalized = detail::normalized_axis("shuffle", x.shape(), axis);
  return gather(x, random_permutation(key, x.shape()[normalized]), normalized);
}

namespace detail {
void link_random_integers() {}
}  // namespace detail

}  // namespace saem
