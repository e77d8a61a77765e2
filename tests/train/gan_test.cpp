// The training step of examples/gan.
#include "examples/gan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/train/support/helpers.h"

namespace saem {
namespace {

std::vector<Array> values_of(const std::vector<Variable>& variables) {
  std::vector<Array> values;
  for (const Variable& v : variables) values.push_back(v.value());
  return values;
}

bool all_identical(const std::vector<Array>& a, const std::vector<Array>& b) {
  return std::ranges::equal(a, b, [](const Array& x, const Array& y) { return identical(x, y); });
}

Array pictures(std::uint64_t seed) {
  Generator generator(seed);
  Array x({16, 28, 28, 1});
  for (float& v : x.mutable_data<float>()) v = static_cast<float>(generator.uniform());
  return x;
}

TEST(GanExample, MovesOnlyTheWeightsOfEachHalfStep) {
  Gan gan(1);
  const auto real = pictures(2);
  for (int step = 0; step < 3; ++step) {
    const auto g = values_of(gan.generator.variables()), d = values_of(gan.discriminator.variables());
    EXPECT_TRUE(std::isfinite(gan.train_discriminator(real)));
    EXPECT_TRUE(all_identical(g, values_of(gan.generator.variables())));
    const auto d_after = values_of(gan.discriminator.variables());
    for (std::size_t i = 0; i < d.size(); ++i) EXPECT_FALSE(identical(d[i], d_after[i])) << i;
    EXPECT_TRUE(std::isfinite(gan.train_generator(real)));
    EXPECT_TRUE(all_identical(d_after, values_of(gan.discriminator.variables())));
    const auto g_after = values_of(gan.generator.variables());
    for (std::size_t i = 0; i < g.size(); ++i) EXPECT_FALSE(identical(g[i], g_after[i])) << i;
  }
  EXPECT_EQ(gan.pictures(3, 1).shape(), (Shape{3, 28, 28, 1}));
}

TEST(GanExample, GivesTheSameBitsForTheSameSeed) {
  const auto run = [](std::uint64_t seed) {
    Gan gan(seed);
    std::vector<double> losses;
    for (std::uint64_t step = 0; step < 4; ++step) {
      losses.push_back(gan.train_discriminator(pictures(step)));
      losses.push_back(gan.train_generator(pictures(step)));
    }
    return std::pair(losses, values_of(gan.generator.variables()));
  };
  const auto first = run(5), again = run(5), other = run(6);
  EXPECT_EQ(first.first, again.first);
  EXPECT_TRUE(all_identical(first.second, again.second));
  EXPECT_NE(first.first, other.first);
}

// Against pictures that are all alike the discriminator soon wins, and its loss falls.
TEST(GanExample, TeachesTheDiscriminator) {
  Gan gan(1);
  const Array real = Array::full({32, 28, 28, 1}, 0.9);
  const double before = gan.train_discriminator(real);
  double after = before;
  for (int i = 0; i < 20; ++i) after = gan.train_discriminator(real);
  EXPECT_LT(after, before);
}

}  // namespace
}  // namespace saem
