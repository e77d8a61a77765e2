#include "saem/train/early_stopping.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "saem/core/error.h"
#include "saem/train/model.h"

namespace saem {

EarlyStopping::EarlyStopping(EarlyStoppingOptions options)
    : options_(std::move(options)),
      monitor_("EarlyStopping", options_.monitor, options_.mode, options_.min_delta) {
  require_count(*this, "patience", options_.patience);
  require_count(*this, "start_from_epoch", options_.start_from_epoch);
}

void EarlyStopping::check() { monitor_.check(*this); }

void EarlyStopping::on_train_begin() {
  if (has_resumed()) return;
  wait_ = 0;
  stopped_epoch_ = best_epoch_ = 0;
  best_ = monitor_.worst();
  best_weights_.clear();
}

void EarlyStopping::keep_weights(int epoch) {
  best_epoch_ = epoch;
  if (!options_.restore_best_weights) return;
  best_weights_.clear();
  for (const Variable& v : model().variables()) best_weights_.emplace_back(v.name(), v.value());
}

void EarlyStopping::on_epoch_end(int epoch, Logs& logs) {
  const double current = monitor_.in(logs);
  if (epoch < options_.start_from_epoch) return;
  // Without any improvement (all NaN, say) the first epoch's weights are the best there are.
  if (options_.restore_best_weights && best_weights_.empty()) keep_weights(epoch);
  ++wait_;
  if (monitor_.improves(current, best_)) {
    best_ = current;
    keep_weights(epoch);
    if (!options_.baseline || monitor_.improves(current, *options_.baseline)) wait_ = 0;
    return;
  }
  if (wait_ >= options_.patience && epoch > 0) {
    stopped_epoch_ = epoch;
    stop_training();
  }
}

void EarlyStopping::on_train_end(const Logs& /*logs*/) {
  if (history().interrupted) return;  // it is to go on from the weights as they are
  const bool speaks = options_.verbose > 0;
  if (stopped_epoch_ > 0 && speaks) print(fmt::format("Epoch {}: early stopping", stopped_epoch_ + 1));
  if (best_weights_.empty()) return;
  if (speaks)
    print(fmt::format("Restoring model weights from the end of the best epoch: {}.", best_epoch_ + 1));
  std::vector<Variable> variables = model().variables();
  for (std::size_t i = 0; i < variables.size(); ++i) variables[i].assign(Tensor(best_weights_[i].second));
}

CallbackState EarlyStopping::state() const {
  CallbackState state;
  state.set("wait", static_cast<double>(wait_));
  state.set("stopped_epoch", stopped_epoch_);
  state.set("best_epoch", best_epoch_);
  state.set("best", best_);
  for (const auto& [name, value] : best_weights_) state.set("weights/" + name, value);
  return state;
}

void EarlyStopping::restore(const CallbackState& state) {
  constexpr std::size_t counters = 4;
  const auto epoch_of = [&](const std::string& name) {
    const std::int64_t value = state.count(name);
    if (value > std::numeric_limits<int>::max()) {
      fail<ValueError>({fmt::format("EarlyStopping: state '{}'", name),
                        fmt::format("expected an epoch, received {}", value),
                        {},
                        {}});
    }
    return static_cast<int>(value);
  };
  std::vector<std::pair<std::string, Array>> weights;
  if (state.entries().size() > counters) {
    for (const Variable& v : model().variables()) {
      const Array& value = state.array("weights/" + v.name());
      if (!(value.shape() == v.shape()) || value.dtype() != v.dtype()) {
        fail<ValueError>({fmt::format("EarlyStopping: best weights '{}'", v.name()),
                          fmt::format("expected shape {}, received {} {}", v.shape().to_string(),
                                      saem::name(value.dtype()), value.shape().to_string()),
                          {},
                          {}});
      }
      weights.emplace_back(v.name(), value);
    }
  }
  wait_ = state.count("wait");
  stopped_epoch_ = epoch_of("stopped_epoch");
  best_epoch_ = epoch_of("best_epoch");
  best_ = state.number("best");
  best_weights_ = std::move(weights);
}

}  // namespace saem
