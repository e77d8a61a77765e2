#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/train/history.h"

namespace saem {

/// Means over an epoch in which every example counts once, however the batches were cut.
class RunningMeans {
 public:
  explicit RunningMeans(std::vector<std::string> names);
  /// Adds `count` values of the i-th name whose sum is `sum`.
  void add(std::size_t i, double sum, std::int64_t count);
  /// The means so far; 0 for what has no values yet.
  [[nodiscard]] Logs logs(const std::string& prefix = {}) const;

 private:
  struct Total {
    std::string name;
    double sum = 0;
    std::int64_t count = 0;
  };
  std::vector<Total> totals_;
};

}  // namespace saem
