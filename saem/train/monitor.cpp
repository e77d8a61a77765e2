#include "saem/train/monitor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "saem/core/error.h"

namespace saem {

Monitor::Monitor(std::string place, std::string name, std::string mode, double min_delta)
    : place_(std::move(place)),
      name_(std::move(name)),
      mode_(std::move(mode)),
      min_delta_(std::abs(min_delta)) {
  if (mode_ != "auto" && mode_ != "min" && mode_ != "max") {
    fail<ValueError>({place_,
                      fmt::format("expected mode to be \"auto\", \"min\" or \"max\", received \"{}\"", mode_),
                      {},
                      "\"auto\" knows what is better for the metrics of saem."});
  }
  if (!std::isfinite(min_delta)) {
    fail<ValueError>({place_,
                      fmt::format("expected a finite min_delta, received {}", min_delta),
                      {},
                      "It is the least change that counts as better: 0 for any."});
  }
}

void Monitor::check(const Callback& callback) {
  const std::vector<std::string>& names = callback.log_names();
  if (std::ranges::find(names, name_) == names.end()) {
    const bool lacks_validation =
        name_.starts_with("val_") &&
        std::ranges::none_of(names, [](const std::string& n) { return n.starts_with("val_"); });
    const std::string_view near = nearest_name(name_, names);
    std::string advice = near.empty() ? "" : fmt::format("Did you mean '{}'?", near);
    if (lacks_validation) advice = "Give fit validation_data or validation_split, or monitor another value.";
    fail<ValueError>({place_, fmt::format("there is no '{}' to monitor", name_),
                      fmt::format("available: {}", fmt::join(names, ", ")), advice});
  }
  const std::string mode = mode_ == "auto" ? callback.mode_of(name_) : mode_;
  if (mode.empty()) {
    fail<ValueError>({place_,
                      fmt::format("whether a larger or a smaller '{}' is better is not known", name_),
                      {},
                      "Say .mode = \"max\" or .mode = \"min\"."});
  }
  is_larger_better_ = mode == "max";
}

double Monitor::in(const Logs& logs) const {
  const auto found = logs.find(name_);
  if (found != logs.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [name, value] : logs) names.push_back(name);
  fail<ValueError>({place_, fmt::format("there is no '{}' to monitor", name_),
                    fmt::format("available: {}", fmt::join(names, ", ")),
                    "A callback that adds it must stand earlier in the list."});
}

bool Monitor::improves(double value, double reference) const {
  return is_larger_better_ ? value - min_delta_ > reference : value + min_delta_ < reference;
}

double Monitor::worst() const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return is_larger_better_ ? -infinity : infinity;
}

}  // namespace saem
