#pragma once

#include "saem/cli/train_settings.h"
#include "saem/data/dataset.h"
#include "saem/train/sample_weights.h"

namespace saem::cli {

/// The same examples, with labels as the settings' loss wants them: class numbers, or one-hot rows.
[[nodiscard]] Dataset for_fit(const TrainSettings& settings, const Dataset& data);

/// A random part of the training data, by the seed, becomes validation data. Without --validation both are as
/// they were: all training data, and the test data to watch.
struct WatchedData {
  DatasetPair learned;  ///< what is left to learn from, and the test data
  Dataset watched;      ///< measured after each epoch
};
/// Throws UsageError if a part would be empty.
[[nodiscard]] WatchedData hold_out(const TrainSettings& settings, DatasetPair data);

/// With --class-weight balanced: n / (classes · examples of the class), as scikit-learn has it; otherwise
/// none.
[[nodiscard]] ClassWeights class_weights(const TrainSettings& settings, const Dataset& data);

}  // namespace saem::cli
