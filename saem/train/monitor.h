#pragma once

#include <string>

#include "saem/train/callback.h"

namespace saem {

/// A value of the logs that a callback watches, and which of two values is the better one.
class Monitor {
 public:
  /// @param mode  "min", "max", or "auto": what the metric is made for
  /// @param min_delta  changes up to its magnitude are no improvement
  /// Throws ValueError for another mode, or a min_delta that is not finite.
  Monitor(std::string place, std::string name, std::string mode, double min_delta);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Throws ValueError if the logs of the callback's training will have no such value, or "auto" cannot
  /// tell which way is better.
  void check(const Callback& callback);
  /// Its value in these logs. Throws ValueError if there is none.
  [[nodiscard]] double in(const Logs& logs) const;
  [[nodiscard]] bool improves(double value, double reference) const;
  /// What everything is better than.
  [[nodiscard]] double worst() const;

 private:
  std::string place_, name_, mode_;
  double min_delta_;
  bool is_larger_better_ = false;
};

}  // namespace saem
