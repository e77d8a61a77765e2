#pragma once

#include <cstdint>
#include <string>

#include "saem/data/samples.h"
#include "saem/task/feature.h"

namespace saem {

/// Whether rows stand in an order in which neighbours are alike, as a recording's do. Examples that are
/// divided at random are then measured with beside what was learned from: a network that remembers looks
/// better than it is. Or whether they are dated, and stand in the order of their dates: divided at random,
/// they are measured with between what was learned from, and not after it.
struct OrderLeak {
  bool found = false;             ///< neighbours are alike
  std::string time = {};          ///< the column of the dates in whose order they are
  double neighbour_distance = 0;  ///< of the numbers in a row from the next, median
  double random_distance = 0;     ///< from any other, median
  double same_answers = 0;        ///< share of neighbours with the same answer
  std::string sentence;           ///< for people; empty unless one of both is found
  /// Which options divide better; empty without a sentence.
  [[nodiscard]] std::string advice() const;
};

/// Looks at columns of numbers and at a target of classes. Found if neighbours are less than half as far from
/// each other as others are, and their answers are the same more often than chance and in 90 % of cases at
/// least. Otherwise at columns of dates, and of numbers that are called year, date or time: dated if those of
/// 20 rows or more never fall, or never rise, and most of them are different.
[[nodiscard]] OrderLeak find_order_leak(const Samples& samples, const LearningTask& task);

}  // namespace saem
