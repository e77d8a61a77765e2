// Learning from reward alone: a walk along a cliff (Sutton and Barto, "Reinforcement learning", example 6.6).
// Each step costs 1; a step off the cliff costs 100, and the way begins anew. Nobody says where the goal is.
//
//   Q(s, a) ← Q(s, a) + α·(r + γ·max Q(s', ·) - Q(s, a)),   α = 0.5,  γ = 1,  every tenth step at random
#include <saem/core/random.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/plot.h"

constexpr int columns = 12, rows = 4, actions = 4;
constexpr std::array<const char*, actions> arrows{"↑", "→", "↓", "←"};

struct Place {
  int x = 0, y = 0;  // y = 0 is the lowest row: start, cliff, goal
  [[nodiscard]] bool goal() const { return y == 0 && x == columns - 1; }
  [[nodiscard]] bool cliff() const { return y == 0 && x > 0 && x < columns - 1; }
  [[nodiscard]] std::size_t index() const { return static_cast<std::size_t>(y * columns + x); }
};

struct Step {
  Place next;
  double reward;
};
Step step(Place p, int action) {
  constexpr std::array<int, actions> dx{0, 1, 0, -1}, dy{1, 0, -1, 0};
  const auto a = static_cast<std::size_t>(action);
  const Place next{std::clamp(p.x + dx[a], 0, columns - 1), std::clamp(p.y + dy[a], 0, rows - 1)};
  if (next.cliff()) return {Place{}, -100};
  return {next, -1};
}

using Values = std::array<double, actions>;
using Table = std::vector<Values>;  // Q of each place and action
double best(const Values& q) { return *std::max_element(q.begin(), q.end()); }
int best_action(const Values& q) {
  return static_cast<int>(std::max_element(q.begin(), q.end()) - q.begin());
}

// What each episode earned.
std::vector<double> learn(Table& q, int episodes) {
  saem::Generator random(1);
  std::vector<double> returns;
  for (int episode = 0; episode < episodes; ++episode) {
    double sum = 0;
    for (Place p; !p.goal();) {
      const bool anything = random.uniform() < 0.1;
      const int action = anything ? static_cast<int>(random.integer(actions)) : best_action(q[p.index()]);
      const auto [next, reward] = step(p, action);
      double& value = q[p.index()][static_cast<std::size_t>(action)];
      value += 0.5 * (reward + best(q[next.index()]) - value);
      sum += reward;
      p = next;
    }
    returns.push_back(sum);
  }
  return returns;
}

void print_choices(const Table& q) {
  std::printf("What it would do at each place (S start, G goal, ~ cliff):\n");
  for (int y = rows - 1; y >= 0; --y) {
    std::printf(" ");
    for (int x = 0; x < columns; ++x) {
      const Place p{x, y};
      const char* arrow = arrows[static_cast<std::size_t>(best_action(q[p.index()]))];
      std::printf(" %s", p.goal() ? "G" : p.cliff() ? "~" : x + y == 0 ? "S" : arrow);
    }
    std::printf("\n");
  }
}

int main() {
  Table q(columns * rows);
  const std::vector<double> returns = learn(q, 500);
  print_choices(q);

  // The way without random steps, and what it thinks at each place that it still has to pay.
  std::vector<double> path_x{0}, path_y{0}, still;
  double path_return = 0;
  std::printf("\nmax Q(s, ·) along this way:");
  for (Place p; !p.goal() && path_x.size() < 100;) {
    still.push_back(best(q[p.index()]));
    std::printf(" %.2f", still.back());
    const auto [next, reward] = step(p, best_action(q[p.index()]));
    path_return += reward;
    p = next;
    path_x.push_back(p.x);
    path_y.push_back(p.y);
  }

  // Mean of each ten episodes.
  std::vector<double> episode, mean_return;
  for (std::size_t i = 0; i < returns.size(); i += 10) {
    double sum = 0;
    for (std::size_t k = i; k < i + 10; ++k) sum += returns[k];
    episode.push_back(static_cast<double>(i) + 5);
    mean_return.push_back(sum / 10);
  }
  std::printf(
      "\n\nreturn: %.1f in the first ten episodes, %.1f in the last ten, %.0f without random steps\n\n",
      mean_return.front(), mean_return.back(), path_return);

  plot::save("q_learning.svg",
             {{.title = "The way it learned",
               .x_label = "column",
               .y_label = "row",
               .range = {-0.5, 11.5, -0.5, 3.5},
               .points = {{"", path_x, path_y, 0}},
               .lines = {{"", path_x, path_y, 0}},
               .field = [](double x, double y) { return y < 0.5 && x > 0.5 && x < 10.5 ? 1 : -1; }},
              {.title = "What it earned while it learned",
               .x_label = "episode",
               .y_label = "mean return of 10 episodes",
               .range = {0, 500, -250, 0},
               .lines = {{"Q-learning", episode, mean_return, 0},
                         {"the best possible", {0, 500}, {-13, -13}, 1, true}}}});
  Checks check;
  check(path_return == -13,
        "Q-learning found the shortest way, along the edge of the cliff: 1 up, 11 to the right, 1 down");
  bool exact = still.size() == 13;
  for (std::size_t i = 0; i < still.size(); ++i)
    exact = exact && near(still[i], static_cast<double>(i) - 13, 1e-4);
  check(exact, "max Q is what is still to be paid along it: -13, -12, … -1");
  check(mean_return.back() < path_return,
        "while it learns it earns less: a random step may lead off the cliff");
  return check.exit_code();
}
