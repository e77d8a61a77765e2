#include "saem/train/reduce_lr_on_plateau.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saem/core/error.h"
#include "saem/train/learning_rate_scheduler.h"
#include "saem/train/model.h"

namespace saem {

ReduceLROnPlateau::ReduceLROnPlateau(ReduceLROnPlateauOptions options)
    : options_(std::move(options)), monitor_(name(), options_.monitor, options_.mode, options_.min_delta) {
  require_count(*this, "patience", options_.patience);
  require_count(*this, "cooldown", options_.cooldown);
  if (!(options_.factor >= 0 && options_.factor < 1)) {
    fail<ValueError>({name(),
                      fmt::format("expected factor in [0, 1), received {}", options_.factor),
                      {},
                      "It is what the learning rate is multiplied by: 0.1."});
  }
  if (!(options_.min_lr >= 0)) {
    fail<ValueError>({name(),
                      fmt::format("expected min_lr of at least 0, received {}", options_.min_lr),
                      {},
                      "It is the rate that is not gone below: 0 for none."});
  }
}

void ReduceLROnPlateau::check() {
  monitor_.check(*this);
  detail::require_settable_rate(*this);
}

void ReduceLROnPlateau::on_train_begin() {
  if (has_resumed()) return;
  best_ = monitor_.worst();
  wait_ = cooldown_ = 0;
}

void ReduceLROnPlateau::on_epoch_end(int epoch, Logs& logs) {
  const double rate = model().optimizer().learning_rate().value().item();
  logs["learning_rate"] = rate;
  const double current = monitor_.in(logs);
  if (cooldown_ > 0) {
    --cooldown_;
    wait_ = 0;
  }
  if (monitor_.improves(current, best_)) {
    best_ = current;
    wait_ = 0;
    return;
  }
  if (cooldown_ > 0 || ++wait_ < options_.patience) return;
  // The rate is a float32: compared with its own bound as such, it is not reduced to the same number again.
  if (rate <= static_cast<double>(static_cast<float>(options_.min_lr))) return;
  const double reduced = std::max(rate * options_.factor, options_.min_lr);
  model().optimizer().set_learning_rate(reduced);
  if (options_.verbose > 0)
    print(fmt::format("Epoch {}: ReduceLROnPlateau reducing learning rate to {}.", epoch + 1, reduced));
  cooldown_ = options_.cooldown;
  wait_ = 0;
}

CallbackState ReduceLROnPlateau::state() const {
  CallbackState state;
  state.set("best", best_);
  state.set("wait", static_cast<double>(wait_));
  state.set("cooldown", static_cast<double>(cooldown_));
  return state;
}

void ReduceLROnPlateau::restore(const CallbackState& state) {
  const std::int64_t wait = state.count("wait"), cooldown = state.count("cooldown");
  best_ = state.number("best");
  wait_ = wait;
  cooldown_ = cooldown;
}

}  // namespace saem
