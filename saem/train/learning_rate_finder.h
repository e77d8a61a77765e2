#pragma once

#include <cstdint>
#include <vector>

#include "saem/train/example_source.h"
#include "saem/train/model.h"

namespace saem {

struct LearningRateFinderOptions {
  double lowest = 1e-6,
         highest = 10;  ///< rates that are tried, each step's a constant factor above the last's
  std::int64_t steps = 100;
  std::int64_t batch_size = 32;
  std::uint64_t seed = 0;  ///< of the order of the examples
};

/// The loss of a few steps with ever larger rates.
struct LearningRateCurve {
  std::vector<double> rates;
  std::vector<double> losses;  ///< smoothed
  /// Where the loss falls most steeply over the logarithm of the rate; the optimizer's own rate if it falls
  /// nowhere.
  double suggestion = 0;
};

/// Tries learning rates on a compiled model, and leaves it and its optimizer as they were. Ends early where
/// the loss is four times the lowest, or no longer finite.
/// Source: Smith, "Cyclical learning rates for training neural networks", WACV 2017, section 3.3.
///
/// Throws ValueError for options outside their range, a source without examples, or an optimizer whose rate
/// follows a schedule; and what Model::train_on_batch throws for examples that do not fit.
[[nodiscard]] LearningRateCurve find_learning_rate(Model& model, const ExampleSource& source,
                                                   const LearningRateFinderOptions& options = {});

}  // namespace saem
