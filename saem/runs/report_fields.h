#pragma once

#include <vector>

#include "saem/runs/json_fields.h"
#include "saem/runs/run_details.h"

namespace saem::runs {

/// The list of columns in run.json and report.json.
[[nodiscard]] std::vector<ColumnReport> columns_in(const Json& list);

/// Takes from a report.json what it says of targets, data and model.
void read_report(const Json& report, RunDetails& run);

}  // namespace saem::runs
