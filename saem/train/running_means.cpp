#include "saem/train/running_means.h"

#include <utility>

namespace saem {

RunningMeans::RunningMeans(std::vector<std::string> names) {
  for (std::string& name : names) totals_.push_back({std::move(name)});
}

void RunningMeans::add(std::size_t i, double sum, std::int64_t count) {
  totals_.at(i).sum += sum;
  totals_.at(i).count += count;
}

Logs RunningMeans::logs(const std::string& prefix) const {
  Logs logs;
  for (const Total& total : totals_) {
    logs[prefix + total.name] = total.count > 0 ? total.sum / static_cast<double>(total.count) : 0.0;
  }
  return logs;
}

}  // namespace saem
