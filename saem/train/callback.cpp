#include "saem/train/callback.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/train/callback_list.h"
#include "saem/train/metric_direction.h"

namespace saem {

const Array& CallbackState::array(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end())
    fail<ValueError>({fmt::format("callback state '{}'", name),
                      "is missing",
                      {},
                      "Save it in state(), under the same name."});
  return found->second;
}

double CallbackState::number(const std::string& name) const {
  const Array& value = array(name);
  if (value.dtype() != DType::f64 || value.shape().rank() != 0) {
    fail<ValueError>({fmt::format("callback state '{}'", name),
                      fmt::format("expected one float64 number, received {} {}", saem::name(value.dtype()),
                                  value.shape().to_string()),
                      {},
                      "Save it in state() as a number."});
  }
  return value.item();
}

std::int64_t CallbackState::count(const std::string& name) const {
  const double value = number(name);
  constexpr double limit = 9007199254740992;  // 2⁵³: whole numbers up to there are exact
  if (!(value >= 0 && value <= limit && std::floor(value) == value)) {
    fail<ValueError>({fmt::format("callback state '{}'", name),
                      fmt::format("expected a whole number of at least 0, received {}", value),
                      {},
                      "Save it in state() as a count."});
  }
  return static_cast<std::int64_t>(value);
}

Callback::~Callback() = default;

detail::FitState& Callback::fit() const {
  if (fit_ == nullptr) {
    fail<ValueError>({name(),
                      "takes part in no training now",
                      {},
                      "Give it to fit as .callbacks = {…}, and ask for the model in what fit calls."});
  }
  return *fit_;
}

Model& Callback::model() const { return *fit().model; }
const FitOptions& Callback::options() const { return *fit().options; }
const History& Callback::history() const { return *fit().history; }
int Callback::epoch() const { return fit().epoch; }
bool Callback::has_resumed() const { return fit().resumed; }
const std::vector<std::string>& Callback::log_names() const { return fit().log_names; }
void Callback::stop_training() { fit().stops = true; }
void Callback::print(std::string line) { fit().lines.push_back(std::move(line)); }

std::string Callback::mode_of(const std::string& log_name) const {
  constexpr std::string_view validation = "val_";
  const std::string own = log_name.starts_with(validation) ? log_name.substr(validation.size()) : log_name;
  for (const WatchedMetric& watched : fit().metrics) {
    if (watched.name == own) return watched.metric ? detail::mode_of(*watched.metric) : "min";
  }
  return own == "loss" || own.ends_with("_loss") ? "min" : "";
}

void require_count(const Callback& callback, std::string_view option, std::int64_t value,
                   std::int64_t least) {
  if (value >= least) return;
  fail<ValueError>({callback.name(),
                    fmt::format("expected {} of at least {}, received {}", option, least, value),
                    {},
                    "Choose a number in that range."});
}

}  // namespace saem
