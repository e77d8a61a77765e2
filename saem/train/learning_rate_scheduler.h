#pragma once

#include <concepts>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>

#include "saem/train/callback.h"

namespace saem {

struct LearningRateSchedulerOptions {
  int verbose = 0;  ///< 1: says what it sets
};

/// Sets the learning rate at the beginning of each epoch, by a function of the epoch (from 0), or of the
/// epoch and the present rate; adds "learning_rate" to the logs. Not for an optimizer with a schedule, or
/// with FitOptions::schedule. As Keras's class of this name.
///
///     LearningRateScheduler([](int epoch, double rate) { return epoch < 10 ? rate : 0.9 * rate; })
class LearningRateScheduler final : public Callback {
 public:
  using Schedule = std::function<double(int epoch, double rate)>;
  template <class F>
  requires std::is_invocable_r_v<double, const F&, int, double>
  explicit LearningRateScheduler(F schedule, LearningRateSchedulerOptions options = {})
      : LearningRateScheduler(Schedule(std::move(schedule)), options, Made{}) {}
  template <class F>
  requires std::is_invocable_r_v<double, const F&, int>
  explicit LearningRateScheduler(F schedule, LearningRateSchedulerOptions options = {})
      : LearningRateScheduler(Schedule([f = std::move(schedule)](int epoch, double /*rate*/) {
                                return static_cast<double>(f(epoch));
                              }),
                              options, Made{}) {}

  [[nodiscard]] std::string name() const override { return "LearningRateScheduler"; }
  [[nodiscard]] bool watches_batches() const override { return false; }
  [[nodiscard]] std::vector<std::string> added_logs() const override { return {"learning_rate"}; }
  void check() override;
  /// Throws ValueError if the schedule gives no finite number of at least 0.
  void on_epoch_begin(int epoch) override;
  void on_epoch_end(int epoch, Logs& logs) override;

 private:
  struct Made {};
  LearningRateScheduler(Schedule schedule, LearningRateSchedulerOptions options, Made /*unused*/)
      : schedule_(std::move(schedule)), options_(options) {}

  Schedule schedule_;
  LearningRateSchedulerOptions options_;
};

namespace detail {
/// Throws ValueError if something else moves the learning rate already.
void require_settable_rate(const Callback& callback);
}  // namespace detail

}  // namespace saem
