#pragma once

#include <string>
#include <vector>

#include "saem/report/target_report.h"
#include "saem/task/trained_task.h"

namespace saem {

/// Scores of the examples with each value of a column: of those named here, and of columns of categories with
/// 2 to 10 different values, the first six of them. Columns that are no text are left out. None of
/// an anomaly that nobody knows.
[[nodiscard]] std::vector<GroupScores> explain_groups(const Inputs& inputs, const Answers& answers,
                                                      const Predictions& predictions, const Samples& test,
                                                      const std::vector<std::string>& columns = {});

}  // namespace saem
