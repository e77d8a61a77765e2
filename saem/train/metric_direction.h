#pragma once

#include <string>

#include "saem/train/metric.h"

namespace saem::detail {

/// "max" if a larger value of this metric is better, "min" if a smaller one is; empty where neither is known:
/// counts, matrices, metrics of a program's own.
[[nodiscard]] std::string mode_of(const Metric& metric);

}  // namespace saem::detail
