#pragma once

#include <cstdint>

#include "saem/train/optimizer.h"
#include "saem/train/schedule.h"

namespace saem {

/// Moves the learning rate of an optimizer by a schedule, and puts it back at the end.
class ScheduledRate {
 public:
  /// @param steps  of the whole run
  /// @param initial  what the schedule multiplies
  ScheduledRate(Optimizer& optimizer, const LearningRateSchedule& schedule, std::int64_t steps,
                double initial)
      : optimizer_(optimizer), schedule_(schedule), steps_(steps), initial_(initial) {
    if (schedule_) optimizer_.set_learning_rate(initial_);  // throws if it has a schedule of its own
  }
  ~ScheduledRate() {
    if (schedule_) optimizer_.set_learning_rate(initial_);
  }
  ScheduledRate(const ScheduledRate&) = delete;
  ScheduledRate& operator=(const ScheduledRate&) = delete;

  void before_step(std::int64_t step) {
    if (!schedule_) return;
    optimizer_.set_learning_rate(initial_ *
                                 schedule_(static_cast<double>(step) / static_cast<double>(steps_)));
  }

 private:
  Optimizer& optimizer_;
  const LearningRateSchedule& schedule_;
  std::int64_t steps_;
  double initial_;
};

}  // namespace saem
