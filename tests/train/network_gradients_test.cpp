// Whole networks: gradients against finite differences in float64, and the cpu backend's against those.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/compile/program.h"
#include "tests/support/property.h"
#include "tests/train/support/step_graph.h"

namespace saem {
namespace {

using namespace testing_support;

/// The loss as a function of the weights, in float64 on the reference backend.
class LossFunction {
 public:
  explicit LossFunction(const WideGraph& wide)
      : values_(wide.values),
        program_({wide.graph.parameters, {wide.graph.outputs[0]}, {}}, {.backend = "reference"}) {}

  /// Its slope at the weights in a direction of parameter `p`, by central differences.
  double slope(std::size_t p, const Array& direction, double h) {
    return (at(p, direction, h) - at(p, direction, -h)) / (2 * h);
  }

 private:
  double at(std::size_t p, const Array& direction, double h) {
    const Array before = values_[p];
    Array moved = before;
    for (std::int64_t i = 0; i < moved.size(); ++i)
      moved.mutable_data<double>()[i] += h * direction.data<double>()[i];
    values_[p] = moved;
    program_.run(values_, outputs_);
    values_[p] = before;
    return outputs_[0].item();
  }

  std::vector<Array> values_;
  std::vector<Array> outputs_;
  Program program_;
};

double dot(const Array& a, const Array& b) {
  double sum = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) sum += a.at(i) * b.at(i);
  return sum;
}

/// One dense direction, then some single elements.
std::vector<Array> directions(Generator& g, const Shape& shape) {
  std::vector<Array> all{Array(shape, DType::f64)};
  for (double& v : all[0].mutable_data<double>()) v = g.normal();
  for (int i = 0; i < 4; ++i) {
    all.emplace_back(shape, DType::f64);
    all.back().mutable_data<double>()[g.integer(shape.count())] = 1;
  }
  return all;
}

/// A network is smooth but for its kinks (ReLU, max-pooling): should one of them lie within h, it does not
/// lie within the smaller one.
bool has_slope(LossFunction& loss, std::size_t p, const Array& direction, double expected, double scale) {
  return std::ranges::any_of(std::array{1e-5, 1e-7}, [&](double h) {
    return std::abs(loss.slope(p, direction, h) - expected) <=
           1e-6 * (std::abs(expected) + scale) + 1e-16 / h;
  });
}

TEST(NetworkGradients, AgreeWithFiniteDifferencesInFloat64) {
  check_property({.seed = 20240501, .cases = 60}, [] {
    const RandomModel random = make_random_model(draw_genes(6));
    RC_LOG() << random.text;
    const WideGraph wide = widened(random, step_graph(random));
    const std::vector<Array> results = Program(wide.graph, {.backend = "reference"}).run(wide.values);
    LossFunction loss(wide);
    Generator g(1);
    double scale = 0;
    for (std::size_t i = 2; i < results.size(); ++i) scale = std::max(scale, magnitude(results[i]));
    for (std::size_t i = 0; i < wide.weights.size(); ++i) {
      const Array& gradient = results[2 + i];
      RC_LOG() << random.model.trainable_variables()[i].name() << "\n";
      for (const Array& direction : directions(g, gradient.shape())) {
        const double expected = dot(gradient, direction);
        if (has_slope(loss, wide.weights[i], direction, expected, scale)) continue;
        RC_LOG() << "gradient " << expected << ", differences "
                 << loss.slope(wide.weights[i], direction, 1e-5) << "\n";
        RC_FAIL("the gradient is not the slope");
      }
    }
  });
}

// Bounds: of a weight's gradient, 2⋅10⁻⁴ of its largest element and 2⋅10⁻⁵ of the largest of all; of the
// loss, 10⁻⁵. The second is for weights whose gradient is a difference of large numbers: a bias before a
// batch normalisation, whose true gradient is 0.
TEST(NetworkGradients, OfTheCpuBackendInFloat32AgreeWithFloat64) {
  check_property({.seed = 7, .cases = 100}, [] {
    const RandomModel random = make_random_model(draw_genes(6), {.channels = 20, .extent = 9});
    RC_LOG() << random.text;
    const Graph graph = step_graph(random);
    const WideGraph wide = widened(random, graph);
    const std::vector<Array> exact = Program(wide.graph, {.backend = "reference"}).run(wide.values);
    const std::vector<Array> fast =
        Program({graph.parameters, graph.outputs, {}}, {}).run(std::vector{random.x, random.y});
    double scale = 0;
    for (std::size_t i = 2; i < exact.size(); ++i) scale = std::max(scale, magnitude(exact[i]));
    RC_ASSERT(distance(fast[0], exact[0]) <= 1e-5 * (1 + magnitude(exact[0])));
    RC_ASSERT(distance(fast[1], exact[1]) <= 1e-4 * (1 + magnitude(exact[1])));
    for (std::size_t i = 2; i < exact.size(); ++i) {
      RC_LOG() << random.model.trainable_variables()[i - 2].name() << ": largest " << magnitude(exact[i])
               << ", of all " << scale << "\n";
      RC_ASSERT(distance(fast[i], exact[i]) <= 2e-4 * magnitude(exact[i]) + 2e-5 * scale);
    }
  });
}

}  // namespace
}  // namespace saem
