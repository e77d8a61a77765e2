#pragma once

#include <array>
#include <functional>
#include <string>

#include "examples/foundations/support/plot.h"

/// AND, OR and XOR: the four inputs, the answers, and how to look at who answers.
using Labels = std::array<int, 4>;
inline constexpr std::array<std::array<int, 2>, 4> inputs{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
inline constexpr Labels AND{0, 0, 0, 1}, OR{0, 1, 1, 1}, XOR{0, 1, 1, 0};

/// What gives 0 or 1 for each place of the plane.
using Answer = std::function<int(double x1, double x2)>;

/// A neuron with a threshold: 1 if w₁x₁ + w₂x₂ + b > 0, else 0.
struct Neuron {
  double w1 = 0, w2 = 0, b = 0;
  [[nodiscard]] double sum(double x1, double x2) const { return w1 * x1 + w2 * x2 + b; }
  [[nodiscard]] int operator()(double x1, double x2) const { return sum(x1, x2) > 0; }
  friend auto operator<=>(const Neuron&, const Neuron&) = default;
};

/// How many of the four it answers rightly.
inline int right_answers(const Answer& answer, const Labels& y) {
  int right = 0;
  for (std::size_t i = 0; i < 4; ++i) right += answer(inputs[i][0], inputs[i][1]) == y[i];
  return right;
}

/// The four examples before the answers everywhere.
inline plot::Picture picture_of(const std::string& title, const Labels& y, const Answer& answer) {
  plot::Points no{"0", {}, {}, 0}, yes{"1", {}, {}, 1};
  for (std::size_t i = 0; i < 4; ++i) {
    plot::Points& points = y[i] ? yes : no;
    points.x.push_back(inputs[i][0]);
    points.y.push_back(inputs[i][1]);
  }
  return {.title = title,
          .x_label = "x₁",
          .y_label = "x₂",
          .range = {-0.5, 1.5, -0.5, 1.5},
          .points = {no, yes},
          .lines = {},
          .field = answer};
}
