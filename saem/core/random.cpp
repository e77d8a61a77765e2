#include "saem/core/random.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

#include "saem/core/error.h"

namespace saem {
namespace {

constexpr std::uint32_t low_word(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
constexpr std::uint32_t high_word(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

}  // namespace

PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key) noexcept {
  // The multipliers and the Weyl increments (golden ratio and √3 - 1) of the paper, section 4.3.
  constexpr std::uint64_t multiplier_0 = 0xD2511F53U;
  constexpr std::uint64_t multiplier_1 = 0xCD9E8D57U;
  constexpr std::uint32_t increment_0 = 0x9E3779B9U;
  constexpr std::uint32_t increment_1 = 0xBB67AE85U;
  constexpr int rounds = 10;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t product_0 = multiplier_0 * counter[0];
    const std::uint64_t product_1 = multiplier_1 * counter[2];
    counter = {high_word(product_1) ^ counter[1] ^ key[0], low_word(product_1),
               high_word(product_0) ^ counter[3] ^ key[1], low_word(product_0)};
    key[0] += increment_0;
    key[1] += increment_1;
  }
  return counter;
}

// Counter layout: words 0 and 1 count the blocks of four draws, words 2 and 3 are the stream.
Generator::Generator(std::uint64_t seed, std::uint64_t stream) noexcept
    : key_{low_word(seed), high_word(seed)}, counter_{0, 0, low_word(stream), high_word(stream)} {}

std::uint32_t Generator::bits() {
  if (used_ == 4) {
    words_ = philox(counter_, key_);
    if (++counter_[0] == 0) ++counter_[1];
    used_ = 0;
  }
  return words_[static_cast<std::size_t>(used_++)];
}

double Generator::uniform() {
  const std::uint64_t high = bits() >> 5;  // 27 bits
  const std::uint64_t low = bits() >> 6;   // 26 bits
  return static_cast<double>((high << 26) | low) * 0x1p-53;
}

double Generator::uniform(double low, double high) {
  if (!(low <= high) || !std::isfinite(high - low)) {
    fail<ValueError>(
        {.place = "Generator::uniform",
         .problem = fmt::format("expected finite limits with low <= high, received {} and {}", low, high),
         .context = "",
         .advice = "Check the limits."});
  }
  const double x = low + (high - low) * uniform();
  // The sum can round up to `high`, which does not belong to the interval.
  return x < high ? x : std::nextafter(high, low);
}

double Generator::normal() {
  // Only the cosine half of the pair is used: keeping the sine for the next call would make a draw depend on
  // the calls before it.
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));  // 1 - u lies in (0, 1]
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::int64_t Generator::integer(std::int64_t n) {
  if (n <= 0) {
    fail<ValueError>({.place = "Generator::integer",
                      .problem = fmt::format("expected a bound of at least 1, received {}", n),
                      .context = "",
                      .advice = "There is no number in [0, n) otherwise."});
  }
  // Words from `accepted` up would favour small remainders; they are drawn again.
  const auto bound = static_cast<std::uint64_t>(n);
  constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t accepted = largest - largest % bound;
  std::uint64_t word = 0;
  do {
    const std::uint64_t high = bits();
    word = (high << 32) | bits();
  } while (word >= accepted);
  return static_cast<std::int64_t>(word % bound);
}

std::vector<std::int64_t> Generator::permutation(std::int64_t n) {
  if (n < 0) {
    fail<ValueError>({.place = "Generator::permutation",
                      .problem = fmt::format("expected a length of at least 0, received {}", n),
                      .context = "",
                      .advice = "Check the number of items."});
  }
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  for (std::int64_t i = n - 1; i > 0; --i) {
    std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(integer(i + 1))]);
  }
  return order;
}

}  // namespace saem
