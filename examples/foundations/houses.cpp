// Any A → B: six houses with area, bedrooms and price. From any columns any others are predicted; which is
// the input and which the output is only a question of what one asks.
//
//   output = b + Σ wᵢ · inputᵢ,   R² = 1 - Σ (predicted - true)² / Σ (true - mean)²
#include <saem/saem.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

const std::map<std::string, std::vector<double>> table{{"area", {523, 645, 708, 1034, 2290, 2545}},
                                                       {"bedrooms", {1, 1, 2, 3, 4, 4}},
                                                       {"price", {115, 150, 210, 280, 355, 440}}};
using Names = std::vector<std::string>;

Tensor columns(const Names& names) {  // (6, columns)
  Tensors parts;
  for (const std::string& name : names) parts.push_back(reshape(Array::of(table.at(name)), {6, 1}));
  return concat(parts, 1);
}

Tensor mean_of(const Tensor& x) { return mean(x, {0}, {.keepdims = true}); }
Tensor deviation_of(const Tensor& x) { return sqrt(variance(x, {0}, {.keepdims = true})); }

// One layer, trained on numbers around 0: (value - mean) / standard deviation. Returns its answers, in the
// table's units.
Tensor learned(const Tensor& x, const Tensor& y) {
  const Array scaled_x = cast((x - mean_of(x)) / deviation_of(x), DType::f32).value();
  const Array scaled_y = cast((y - mean_of(y)) / deviation_of(y), DType::f32).value();
  Sequential model{Input({x.shape()[1]}), Dense(y.shape()[1])};
  model.compile({.optimizer = SGD({.learning_rate = 0.3}), .loss = "mse"});
  model.fit(scaled_x, scaled_y, {.batch_size = 6, .epochs = 1000, .verbose = 0});
  return cast(model.predict(scaled_x), DType::f64) * deviation_of(y) + mean_of(y);
}

// The same by the normal equations: w = (XᵀX)⁻¹ Xᵀy, with a column of ones for b.
Tensor least_squares(const Tensor& x, const Tensor& y) {
  const Tensor X = concat(Tensors{ones({6, 1}, DType::f64), x}, 1), Xt = transpose(X);
  return matmul(X, solve(matmul(Xt, X), matmul(Xt, y)));
}

int main() {
  struct Question {
    Names inputs, outputs;
  };
  const std::vector<Question> questions{{{"area"}, {"bedrooms", "price"}}, {{"bedrooms"}, {"area", "price"}},
                                        {{"price"}, {"area", "bedrooms"}}, {{"area", "bedrooms"}, {"price"}},
                                        {{"area", "price"}, {"bedrooms"}}, {{"bedrooms", "price"}, {"area"}}};
  std::map<std::string, double> fit;  // R² of "area → price"
  std::map<std::string, std::vector<double>> answers;
  double largest_difference = 0;
  for (const auto& [inputs, outputs] : questions) {
    const Tensor x = columns(inputs), y = columns(outputs), predicted = learned(x, y).detach();
    largest_difference =
        std::max(largest_difference, max(abs(predicted - least_squares(x, y)) / deviation_of(y)).item());
    const Array r2 = (1 - sum(square(predicted - y), {0}) / sum(square(y - mean_of(y)), {0})).value();
    const std::string from = inputs.size() == 1 ? inputs[0] : inputs[0] + ", " + inputs[1];
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      const std::string question = from + " → " + outputs[o];
      const auto column = static_cast<std::int64_t>(o), count = static_cast<std::int64_t>(outputs.size());
      fit[question] = r2.at(column);
      std::printf("%s: R² = %.3f\n  true     ", question.c_str(), fit[question]);
      for (const double value : table.at(outputs[o])) std::printf("%8.1f", value);
      std::printf("\n  predicted");
      for (std::int64_t row = 0; row < 6; ++row) {
        answers[question].push_back(predicted.value().at(row * count + column));
        std::printf("%8.1f", answers[question].back());
      }
      std::printf("\n");
    }
  }
  std::printf("\n");

  const auto picture = [&](const std::string& input, const std::string& output, plot::Range range) {
    return plot::Picture{.title = input + " → " + output,
                         .x_label = input,
                         .y_label = output,
                         .range = range,
                         .points = {{"houses", table.at(input), table.at(output), 0}},
                         .lines = {{"predicted", table.at(input), answers[input + " → " + output], 1}}};
  };
  const plot::Picture forwards = picture("area", "price", {400, 2700, 50, 500});
  std::printf("%s", plot::text(forwards, 50, 12).c_str());
  plot::save("houses.svg", {forwards, picture("price", "area", {50, 500, 0, 2900})});

  Checks check;
  check(largest_difference < 1e-3, "all nine answers are those of the normal equations");
  check(near(fit["area → price"], fit["price → area"], 1e-4),
        "with one input, both directions work equally well");
  bool worth_knowing = true, better_with_two = true;
  for (const auto& [question, r2] : fit) worth_knowing = worth_knowing && r2 > 0.75;
  for (const char* output : {"area", "bedrooms", "price"}) {
    double with_one = 0, with_two = 0;
    for (const auto& [question, r2] : fit) {
      if (!question.ends_with(std::string("→ ") + output)) continue;
      double& best = question.find(',') == std::string::npos ? with_one : with_two;
      best = std::max(best, r2);
    }
    better_with_two = better_with_two && with_two >= with_one;
  }
  check(worth_knowing, "every column tells more than three quarters about each other one");
  check(better_with_two, "two columns tell more than one");
  return check.exit_code();
}
