// The trajectory of Muon against its formula in plain loops.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "saem/train/optimizer.h"
#include "tests/train/support/trajectory.h"

namespace saem {
namespace {

using namespace testing_support;

double norm_of(const Values& v) { return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0)); }

// Adam after a decay of the weights.
ElementRule adam_rule(double rate, double decay) {
  return [=, m = 0.0, v = 0.0](double w, double g, int t) mutable {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const double alpha = rate * std::sqrt(1 - std::pow(0.999, t)) / (1 - std::pow(0.9, t));
    return w - decay * w - alpha * m / (std::sqrt(v) + 1e-7);
  };
}

using Matrix = std::vector<Values>;
Matrix product(const Matrix& a, const Matrix& b) {
  Matrix c(a.size(), Values(b[0].size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b[0].size(); ++j)
      for (std::size_t k = 0; k < b.size(); ++k) c[i][j] += a[i][k] * b[k][j];
  return c;
}
Matrix transposed(const Matrix& a) {
  Matrix b(a[0].size(), Values(a.size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < a[0].size(); ++j) b[j][i] = a[i][j];
  return b;
}
Matrix mixed(double x, const Matrix& a, double y, const Matrix& b) {
  Matrix c = a;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < a[0].size(); ++j) c[i][j] = x * a[i][j] + y * b[i][j];
  return c;
}

VariableRule muon_rule(const Shape& shape, const MuonOptions& o, double rate, double scale) {
  const auto rows = static_cast<std::size_t>(shape[0]);
  const auto columns = static_cast<std::size_t>(shape[1]);
  return [=, m = Values(rows * columns)](Values& w, const Values& g, int) mutable {
    Values d(m.size());
    for (std::size_t i = 0; i < m.size(); ++i) {
      w[i] -= rate * o.weight_decay * w[i];
      m[i] = o.momentum * m[i] + g[i];
      d[i] = o.nesterov ? g[i] + o.momentum * m[i] : m[i];
    }
    Matrix x(rows, Values(columns));
    for (std::size_t i = 0; i < d.size(); ++i) x[i / columns][i % columns] = d[i] / (norm_of(d) + 1e-7);
    if (rows > columns) x = transposed(x);
    for (int k = 0; k < o.ns_steps; ++k) {
      const Matrix a = product(x, transposed(x));
      const Matrix b = mixed(-4.7750, a, 2.0315, product(a, a));
      x = mixed(3.4445, x, 1, product(b, x));
    }
    if (rows > columns) x = transposed(x);
    for (std::size_t i = 0; i < d.size(); ++i) w[i] -= rate * scale * x[i / columns][i % columns];
  };
}

Rule muon_rule(const MuonOptions& o, double rate, bool scaled, const std::vector<std::string>& matrices) {
  return per_variable([=](const Variable& v) {
    if (std::ranges::find(matrices, v.name()) == matrices.end()) {
      return elementwise([=] { return adam_rule(rate * o.adam_lr_ratio, rate * o.adam_weight_decay); },
                         static_cast<std::size_t>(v.shape().count()));
    }
    const auto longest = static_cast<double>(std::max(v.shape()[0], v.shape()[1]));
    return muon_rule(v.shape(), o, rate, scaled ? std::sqrt(longest) * 0.2 : 1);
  });
}

TEST(MuonTest, FollowsItsFormula) {
  Muon muon;
  expect_follows(muon, muon_rule({}, 0.001, true, {"dense/kernel"}), 1e-3);
}

TEST(MuonTest, FollowsItsFormulaWithOtherOptions) {
  const MuonOptions options{.learning_rate = 0.05,
                            .adam_weight_decay = 0.1,
                            .exclude_layers = {"^dense/"},
                            .exclude_embeddings = false,
                            .adam_lr_ratio = 0.25,
                            .momentum = 0.8,
                            .ns_steps = 3,
                            .nesterov = false,
                            .rms_rate = std::nullopt,
                            .weight_decay = 0.3};
  Muon muon(options);
  expect_follows(muon, muon_rule(options, 0.05, false, {"embedding/embeddings"}), 1e-3);
}

}  // namespace
}  // namespace saem
