#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/report/target_report.h"
#include "saem/task/trained_task.h"

namespace saem {

struct ExplainOptions {
  std::size_t mistakes = 24;             ///< examples to show, at most
  std::size_t right = 4;                 ///< that are right, to compare with
  std::size_t unusual = 12;              ///< of an anomaly: with the highest scores
  std::vector<std::string> groups = {};  ///< columns whose values the scores are told for, in any case
  double seconds = 10;                   ///< about so long at most; what is not done then is left out
  std::uint64_t seed = 0;                ///< of permutations
};

/// Adds to a report what explains it: scores per group, the importance of columns, and the surest mistakes
/// (of values the largest errors) with what they depend on; of an anomaly also the most unusual examples, and
/// the rest only if the samples say what is unusual. The report has its results already, of the same
/// examples. Examples without an answer do not count. No examples are added where one can no longer be read.
///
/// @param target  its number in `trained.answers()`.   @param predictions  of all examples of `test`.
void explain_target(TargetReport& report, TrainedTask& trained, std::size_t target,
                    const Predictions& predictions, const Samples& test, const ExplainOptions& options = {});

}  // namespace saem
