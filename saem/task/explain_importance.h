#pragma once

#include <cstdint>
#include <vector>

#include "saem/report/target_report.h"
#include "saem/task/trained_task.h"

namespace saem {

struct ImportanceOptions {
  std::int64_t most_examples = 1'024;  ///< by chance, if there are more
  int permutations = 5;                ///< of each column
  std::int64_t most_predictions =
      200'000;         ///< in one round over all columns: examples are fewer if columns are many
  double seconds = 5;  ///< no further round is begun after this time; the first one may take half a minute
  std::size_t most_columns = 500;  ///< of more, those that go most along with what is answered
  std::uint64_t seed = 0;
};

struct ColumnImportance {
  std::vector<Importance> columns = {};  ///< those that were measured, in the order of the inputs
  std::int64_t examples = 0;             ///< that it was measured on
  int permutations = 0;                  ///< of each column, as many as there was time for
  std::int64_t left_out = 0;             ///< columns that were not measured
};

/// By how much the score of one target (accuracy, R²) falls if the values of a column are shuffled among the
/// examples. All numbers of a column move together, after they are encoded. Empty for one column alone.
/// Of more than `most_columns` those are measured whose numbers are most correlated with the network's
/// answers, the most correlated first; columns that are no numbers count as wholly correlated.
/// Source: Breiman, "Random forests", Machine Learning 45, 2001, section 10; Fisher, Rudin and Dominici, "All
/// models are wrong, but many are useful", JMLR 20, 2019, section 3.
[[nodiscard]] ColumnImportance permutation_importance(TrainedTask& trained, std::size_t target,
                                                      const Samples& test,
                                                      const ImportanceOptions& options = {});

}  // namespace saem
