// The perceptron (Rosenblatt 1957): one neuron, and a rule by which it learns from its mistakes. It learns
// AND and OR, and cannot learn XOR.
//
//   output 1 if w₁x₁ + w₂x₂ + b > 0, else 0
//   after each example:  w ← w + (y - output)·x,  b ← b + (y - output)
#include <algorithm>
#include <cstdio>
#include <set>
#include <string>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/gates.h"

struct Learned {
  Neuron neuron;
  bool solved = false;   // an epoch changed nothing
  bool circles = false;  // an epoch began as an earlier one did: all that follows repeats itself
};

Learned learn(const std::string& name, const Labels& y) {
  std::printf("%s\n  epoch   w₁  w₂   b   mistakes\n", name.c_str());
  Learned result;
  Neuron& n = result.neuron;
  std::set<Neuron> seen;
  for (int epoch = 1; !result.solved && !result.circles; ++epoch) {
    seen.insert(n);
    int mistakes = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& [x1, x2] = inputs[i];
      const int error = y[i] - n(x1, x2);  // -1, 0 or 1
      n = {n.w1 + error * x1, n.w2 + error * x2, n.b + error};
      mistakes += error != 0;
    }
    std::printf("  %5d  %3g %3g %3g   %d\n", epoch, n.w1, n.w2, n.b, mistakes);
    result.solved = mistakes == 0;
    result.circles = !result.solved && seen.contains(n);
  }
  std::printf("  %d of 4 right%s\n\n", right_answers(n, y),
              result.circles ? "; it was here before, and goes round for ever" : "");
  return result;
}

int main() {
  const Learned of_and = learn("AND", AND), of_or = learn("OR", OR), of_xor = learn("XOR", XOR);
  std::printf(
      "No weights at all solve XOR. (0,0) → 0, (0,1) → 1, (1,0) → 1, (1,1) → 0 ask for\n"
      "  b ≤ 0,   w₂ + b > 0,   w₁ + b > 0,   w₁ + w₂ + b ≤ 0;\n"
      "the two in the middle add up to w₁ + w₂ + 2b > 0, the outer ones to w₁ + w₂ + 2b ≤ 0.\n");

  const plot::Picture first = picture_of("AND", AND, of_and.neuron);
  std::printf("\nAND, answered 1 (▒) and 0 (░), with the four examples (b: 1, a: 0):\n%s",
              plot::text(first, 40, 12).c_str());
  plot::save("perceptron.svg", {first, picture_of("OR", OR, of_or.neuron),
                                picture_of("XOR: one of four is always wrong", XOR, Neuron{1, 1, -0.5}),
                                picture_of("XOR: where the rule ended", XOR, of_xor.neuron)});
  Checks check;
  check(of_and.solved && right_answers(of_and.neuron, AND) == 4, "it learns AND");
  check(of_or.solved && right_answers(of_or.neuron, OR) == 4, "it learns OR");
  check(of_xor.circles, "on XOR it comes back to weights that it had before");
  int best = 0;
  for (int i = 0; i < 21 * 21 * 21; ++i)  // whole weights from -10 to 10
    best = std::max(best, right_answers(Neuron{i % 21 - 10.0, i / 21 % 21 - 10.0, i / 441 - 10.0}, XOR));
  check(best == 3, "of 9,261 neurons none answers more than three of XOR rightly");
  return check.exit_code();
}
