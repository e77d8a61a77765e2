#pragma once

#include <cstdint>
#include <vector>

#include "saem/core/error.h"
#include "saem/data/samples.h"
#include "saem/task/feature.h"
#include "saem/task/inputs.h"

namespace saem {

/// A cell that is not what its column is: a word among numbers.
struct BadCell {
  std::int64_t example = 0;
  Message message = {};  ///< place, what was expected and received, what to do
};

/// What would be refused in the middle of a training: cells that are no numbers or dates in a column that is
/// one of them. Where the data come divided, what a column is was found in the training part alone (see
/// find_task), and the other parts are looked at; where somebody said what a column is, all of it. One for
/// each example at most, in their order.
[[nodiscard]] std::vector<BadCell> bad_cells(const Samples& samples, const LearningTask& task);

/// The same of examples that a trained model is to answer: cells that its encoders refuse. Columns that are
/// missing are not looked at.
[[nodiscard]] std::vector<BadCell> bad_cells(const Samples& samples, const Inputs& inputs);

}  // namespace saem
