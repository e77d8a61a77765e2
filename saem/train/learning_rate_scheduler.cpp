#include "saem/train/learning_rate_scheduler.h"

#include <fmt/format.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/train/model.h"

namespace saem {

void detail::require_settable_rate(const Callback& callback) {
  if (callback.options().schedule) {
    fail<ValueError>({callback.name(),
                      "the learning rate follows the schedule of fit, so it cannot be set",
                      {},
                      "Leave one of the two out."});
  }
  Optimizer& optimizer = callback.model().optimizer();
  try {
    optimizer.set_learning_rate(optimizer.learning_rate().value().item());
  } catch (const ValueError& error) {
    throw ValueError(fmt::format("{}: {}", callback.name(), error.what()));
  }
}

void LearningRateScheduler::check() { detail::require_settable_rate(*this); }

void LearningRateScheduler::on_epoch_begin(int epoch) {
  Optimizer& optimizer = model().optimizer();
  const double rate = schedule_(epoch, optimizer.learning_rate().value().item());
  if (!(std::isfinite(rate) && rate >= 0)) {
    fail<ValueError>(
        {name(), fmt::format("expected the schedule to give a finite number ≥ 0, received {}", rate),
         fmt::format("epoch {}", epoch), "Let the function return the learning rate of the epoch."});
  }
  optimizer.set_learning_rate(rate);
  if (options_.verbose > 0)
    print(fmt::format("Epoch {}: LearningRateScheduler setting learning rate to {}.", epoch + 1, rate));
}

void LearningRateScheduler::on_epoch_end(int /*epoch*/, Logs& logs) {
  logs["learning_rate"] = model().optimizer().learning_rate().value().item();
}

}  // namespace saem
