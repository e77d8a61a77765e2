#pragma once

#include <cstdint>
#include <vector>

#include "saem/data/samples.h"
#include "saem/task/answers.h"
#include "saem/task/inputs.h"
#include "saem/train/sample_weights.h"

/// What TaskTraining chooses where nobody says it.
namespace saem::detail {

inline constexpr std::int64_t most_epochs = 200;

/// Larger for more examples, and smaller for large ones: what a step keeps of a batch grows with its points.
[[nodiscard]] std::int64_t batch_size_for(const Inputs& inputs, std::int64_t n);
/// As many epochs as about 3,000 steps take: where there are too few examples to watch some of them, that is
/// what small networks need.
[[nodiscard]] std::int64_t epochs_for(std::int64_t n, std::int64_t batch_size);
/// Networks on words know their training texts by heart after a few epochs, and go on getting worse.
[[nodiscard]] std::int64_t patience_for(const Inputs& inputs, std::int64_t n);
/// n / (classes · examples of the class).
[[nodiscard]] ClassWeights balanced_weights(const Array& y, std::int64_t classes);
/// Examples with an answer at least; of an anomaly, the usual ones. Throws ValueError if there is none.
[[nodiscard]] Samples to_learn_from(const Samples& samples, const std::vector<Answers>& answers);

}  // namespace saem::detail
