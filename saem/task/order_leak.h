#pragma once

#include <cstdint>
#include <string>

#include "saem/data/samples.h"
#include "saem/task/feature.h"

namespace saem {

/// Whether rows stand in an order in which neighbours are alike, as a recording's do. Examples that are
/// divided at random are then measured with beside what was learned from: a network that remembers looks
/// better than it is.
struct OrderLeak {
  bool found = false;
  double neighbour_distance = 0;  ///< of the numbers in a row from the next, median
  double random_distance = 0;     ///< from any other, median
  double same_answers = 0;        ///< share of neighbours with the same answer
  std::string sentence;           ///< for people; empty unless found
};

/// Looks at columns of numbers and at a target of classes. Found if neighbours are less than half as far from
/// each other as others are, and their answers are the same more often than chance and in 90 % of cases at
/// least.
[[nodiscard]] OrderLeak find_order_leak(const Samples& samples, const LearningTask& task);

}  // namespace saem
