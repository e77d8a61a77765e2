// Where the time of a training step goes: the lecture's CNN written with ops, batch 128, Adadelta; its
// memory, and the time of each kernel (the least of ten runs).
#include <saem/saem.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "saem/compile/program.h"

using namespace saem;

namespace {

constexpr std::int64_t batch = 128;

Variable weight(Generator& g, const Shape& shape, double scale) {
  return Variable(random_array(g, shape, -scale, scale).astype(DType::f32));
}

Graph training_step() {
  Generator g(1);
  RandomState random(1);
  const std::vector<Variable> weights{weight(g, {3, 3, 1, 32}, 0.1),   Variable(Array({32})),
                                      weight(g, {3, 3, 32, 64}, 0.05), Variable(Array({64})),
                                      weight(g, {9216, 128}, 0.02),    Variable(Array({128})),
                                      weight(g, {128, 10}, 0.1),       Variable(Array({10}))};
  Graph graph;
  graph.parameters = {Tensor(Node::leaf(parameter_op, {DType::f32, {batch, 28, 28, 1}})),
                      Tensor(Node::leaf(parameter_op, {DType::f32, {batch, 10}}))};
  UpdateScope scope;
  const auto [loss, gradients] = value_and_grad(
      [&] {
        Tensor x = relu(conv(graph.parameters[0], weights[0]) + Tensor(weights[1]));
        x = relu(conv(x, weights[2]) + Tensor(weights[3]));
        x = reshape(dropout(max_pool(x), 0.25, random.next()), {batch, 9216});
        x = dropout(relu(matmul(x, weights[4]) + Tensor(weights[5])), 0.5, random.next());
        return mean(softmax_cross_entropy(matmul(x, weights[6]) + Tensor(weights[7]), graph.parameters[1]));
      },
      weights);
  Adadelta({.learning_rate = 1.0}).apply(gradients, weights);
  graph.outputs = {loss};
  graph.updates = scope.updates();
  return graph;
}

}  // namespace

int main() {
  Program program(training_step(), {});
  std::printf("memory for intermediate values: %.1f MB\n", static_cast<double>(program.arena_bytes()) / 1e6);
  Generator g(2);
  const std::vector<Array> inputs{random_array(g, {batch, 28, 28, 1}, 0, 1).astype(DType::f32),
                                  Array({batch, 10})};
  std::vector<double> least = program.profile(inputs);
  for (int run = 0; run < 10; ++run) {
    const std::vector<double> times = program.profile(inputs);
    std::ranges::transform(least, times, least.begin(), [](double a, double b) { return std::min(a, b); });
  }
  const std::string labels = program.to_string();
  std::size_t at = 0;
  double total = 0;
  for (const double milliseconds : least) {
    const std::size_t end = labels.find('\n', at);
    if (milliseconds >= 0.1) std::printf("%7.2f ms  %s\n", milliseconds, labels.substr(at, end - at).c_str());
    at = end + 1;
    total += milliseconds;
  }
  std::printf("%7.2f ms  all %zu kernels\n", total, least.size());
}
