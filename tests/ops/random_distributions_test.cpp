#include "saem/ops/random_distributions.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "saem/compile/compile.h"
#include "saem/core/parallel.h"
#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

Tensor key(std::int64_t seed, std::int64_t counter = 0) {
  return Array::of(std::vector<std::int64_t>{seed, counter});
}

constexpr std::int64_t many = 60000;

/// Kolmogorov's distance between the numbers and a distribution function, times √n: above 1.95 once in a
/// thousand samples of that distribution.
double kolmogorov(const Array& x, const std::function<double(double)>& distribution) {
  std::vector<double> sorted;
  for (std::int64_t i = 0; i < x.size(); ++i) sorted.push_back(x.at(i));
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());
  double largest = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double f = distribution(sorted[i]);
    largest = std::max({largest, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
  }
  return largest * std::sqrt(n);
}

/// Pearson's Σ (found - expected)² / expected.
double chi_square(const Array& x, const std::vector<double>& probabilities) {
  std::vector<double> found(probabilities.size(), 0.0);
  for (std::int64_t i = 0; i < x.size(); ++i) found.at(static_cast<std::size_t>(x.at(i))) += 1;
  double total = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double expected = probabilities[i] * static_cast<double>(x.size());
    if (expected == 0) {
      EXPECT_EQ(found[i], 0) << "class " << i;
    } else {
      total += (found[i] - expected) * (found[i] - expected) / expected;
    }
  }
  return total;
}

double phi(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

TEST(RandomDistributions, Uniform) {
  const Array x = random_uniform(key(1), {many}, -2, 3).value();
  EXPECT_LT(kolmogorov(x, [](double v) { return (v + 2) / 5; }), 1.95);
  for (const float v : x.data<float>()) ASSERT_TRUE(v >= -2 && v < 3);
  // Rounding never reaches the upper limit.
  const Array near = random_uniform(key(2), {many}, 1, 1 + 0x1p-22).value();
  for (const float v : near.data<float>()) ASSERT_LT(v, 1.0F + 0x1p-22F);
}

TEST(RandomDistributions, Normal) {
  const Array x = random_normal(key(3), {many}, 5, 2).value();
  EXPECT_LT(kolmogorov(x, [](double v) { return phi((v - 5) / 2); }), 1.95);
}

TEST(RandomDistributions, TruncatedNormal) {
  const Array x = random_truncated_normal(key(4), {many}).value();
  EXPECT_LT(kolmogorov(x, [](double v) { return (phi(v) - phi(-2)) / (phi(2) - phi(-2)); }), 1.95);
  double squares = 0;
  for (const float v : x.data<float>()) {
    ASSERT_LE(std::abs(v), 2.0F);
    squares += static_cast<double>(v) * v;
  }
  EXPECT_NEAR(std::sqrt(squares / many), 0.8796, 0.01);
  const Array moved = random_truncated_normal(key(4), {many}, 10, 3).value();
  for (std::int64_t i = 0; i < 100; ++i) EXPECT_NEAR(moved.at(i), 10 + 3 * x.at(i), 1e-5);
  // Number by number: the quantile of the uniform number, in the middle of its unit.
  const Array u = random_uniform(key(4), {many}).value();
  for (std::int64_t i = 0; i < many; ++i)
    ASSERT_NEAR(phi(x.at(i)), phi(-2) + (u.at(i) + 0x1p-25) * (phi(2) - phi(-2)), 1e-6);
}

TEST(RandomDistributions, Integers) {
  const Array x = random_integers(key(5), {many}, 0, 10).value();
  EXPECT_EQ(x.dtype(), DType::i64);
  EXPECT_LT(chi_square(x, std::vector<double>(10, 0.1)), 27.9);  // 9 degrees of freedom, 1 in 1000
  const Array y = random_integers(key(6), {many}, -3, 4, DType::i32).value();
  EXPECT_EQ(y.dtype(), DType::i32);
  for (std::int64_t i = 0; i < many; ++i) ASSERT_TRUE(y.at(i) >= -3 && y.at(i) < 4);
  // A range far beyond 2²⁴ has all its low bits.
  const Array wide = random_integers(key(7), {many}, 0, std::int64_t{1} << 60).value();
  std::int64_t odd = 0;
  for (const std::int64_t v : wide.data<std::int64_t>()) odd += v & 1;
  EXPECT_NEAR(static_cast<double>(odd) / many, 0.5, 0.011);
  // The formula of the header.
  const PhiloxCounter words = philox({0, 0, 0, 0}, {5, 0});
  const double second = (words[2] + words[3] * 0x1p32) * 0x1p-64 * 10;
  EXPECT_EQ(x.at(1), std::floor(second));
}

TEST(RandomDistributions, Bernoulli) {
  const Array x = random_bernoulli(key(8), {many}, 0.3).value();
  EXPECT_EQ(x.dtype(), DType::boolean);
  EXPECT_LT(chi_square(x, {0.7, 0.3}), 10.8);
  const Array y = random_bernoulli(key(8), broadcast_to(tensor({3}, {0, 1, 0.5}), {1000, 3})).value();
  for (std::int64_t i = 0; i < 1000; ++i) {
    ASSERT_EQ(y.at(3 * i), 0);
    ASSERT_EQ(y.at(3 * i + 1), 1);
  }
}

TEST(RandomDistributions, ExponentialAndGumbel) {
  const Array e = random_exponential(key(9), {many}, 2).value();
  EXPECT_LT(kolmogorov(e, [](double v) { return 1 - std::exp(-2 * v); }), 1.95);
  const Array g = random_gumbel(key(10), {many}).value();
  EXPECT_LT(kolmogorov(g, [](double v) { return std::exp(-std::exp(-v)); }), 1.95);
  for (const float v : g.data<float>()) ASSERT_TRUE(std::isfinite(v));
}

TEST(RandomDistributions, Categorical) {
  const Tensor logits = log(tensor({2, 4}, {0.1, 0.2, 0.3, 0.4, 0, 0.5, 0.5, 0}));
  const Array x = random_categorical(key(11), logits + 7.0, many).value();
  ASSERT_EQ(x.shape(), (Shape{2, many}));
  EXPECT_EQ(x.dtype(), DType::i64);
  EXPECT_LT(chi_square(x.rows(0, 1), {0.1, 0.2, 0.3, 0.4}), 16.3);
  EXPECT_LT(chi_square(x.rows(1, 2), {0, 0.5, 0.5, 0}), 10.8);
  EXPECT_EQ(random_categorical(key(11), zeros({3})).value().shape(), (Shape{1}));
}

TEST(RandomDistributions, Permutation) {
  for (const std::int64_t n : {0, 1, 2, 5, 1000}) {
    const Array x = random_permutation(key(12), n).value();
    std::vector<std::int64_t> sorted(x.data<std::int64_t>().begin(), x.data<std::int64_t>().end());
    std::sort(sorted.begin(), sorted.end());
    for (std::int64_t i = 0; i < n; ++i) ASSERT_EQ(sorted[i], i);
  }
  // All 24 orders of four equally often.
  std::vector<std::int64_t> codes;
  for (std::int64_t draw = 0; draw < 4800; ++draw) {
    const Array x = random_permutation(key(13, draw), 4).value();
    std::vector<std::int64_t> order(x.data<std::int64_t>().begin(), x.data<std::int64_t>().end());
    std::int64_t code = 0;
    while (std::next_permutation(order.begin(), order.end())) ++code;
    codes.push_back(code);
  }
  EXPECT_LT(chi_square(Array::of(codes), std::vector<double>(24, 1.0 / 24)), 49.7);
}

TEST(RandomDistributions, Shuffle) {
  const Tensor x = counting({5, 3});
  const Array y = shuffle(key(14), x).value();
  const Array order = random_permutation(key(14), 5).value();
  for (std::int64_t i = 0; i < 15; ++i) EXPECT_EQ(y.at(i), order.at(i / 3) * 3 + static_cast<double>(i % 3));
  const Array columns = shuffle(key(14), transpose(x), 1).value();
  for (std::int64_t i = 0; i < 15; ++i) EXPECT_EQ(columns.at(i), y.at(i % 5 * 3 + i / 5));
  const Array back = grad(shuffle(key(14), x), x, Tensor(y)).value();
  for (std::int64_t i = 0; i < 15; ++i) EXPECT_EQ(back.at(i), static_cast<double>(i));
}

TEST(RandomDistributions, DoNotDependOnThreadsOrCompilation) {
  RandomState eager(3);
  RandomState compiled(3);
  const auto draw = [](RandomState& random) {
    const Tensor logits = zeros({50, 7});
    return std::pair(random_truncated_normal(random.next(), {70001}),
                     random_categorical(random.next(), logits, 20));
  };
  auto step = compile([&] { return draw(compiled); });
  const int threads = thread_count();
  for (const int each : {1, 2, 4}) {
    set_thread_count(each);
    const auto [a, b] = step();
    const auto [c, d] = draw(eager);
    EXPECT_TRUE(identical(a.value(), c.value()));
    EXPECT_TRUE(identical(b.value(), d.value()));
  }
  set_thread_count(threads);
}

TEST(RandomDistributions, Messages) {
  EXPECT_EQ(message_of<ValueError>([] { static_cast<void>(random_uniform(key(1), {2}, 1, 1)); }),
            "random_uniform: expected finite limits with low < high, received 1 and 1.\n"
            "Numbers are drawn from low on, up to high.");
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(random_integers(key(1), {2}, 4, 4));
            }).find("random_integers: expected low < high, received 4 and 4"),
            std::string::npos);
  EXPECT_NE(message_of<DTypeError>([] {
              static_cast<void>(random_integers(key(1), {2}, 0, 4, DType::f32));
            }).find("expected an integer dtype, received float32"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(random_bernoulli(key(1), {2}, 1.5));
            }).find("expected a probability in [0, 1], received 1.5"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(random_truncated_normal(key(1), {2}, 0, -1));
            }).find("expected a stddev of 0 or more, received -1"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(random_exponential(key(1), {2}, 0));
            }).find("expected a rate above 0, received 0"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(random_categorical(key(1), zeros({2, 0})));
            }).find("expected logits (…, classes), received (2, 0)"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(random_permutation(arange(3), 4));
            }).find("random_permutation: expected a key (seed, counter) of shape (2,), received (3,)"),
            std::string::npos);
  EXPECT_NE(message_of<DTypeError>([] {
              static_cast<void>(random_permutation(zeros({2}), 4));
            }).find("expected an int64 key, received float32"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
