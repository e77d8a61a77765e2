// TrainSettings in run.json: what `saem resume` and `saem runs verify` read back.
#include <nlohmann/json.hpp>

#include "saem/cli/train_settings.h"
#include "saem/core/parallel.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

// The settings by their names in the record: one list for both directions.
template <class Settings, class Visit>
void each_setting(Settings& s, Visit visit) {
  visit("data", s.data);
  visit("model", s.network);
  visit("epochs", s.epochs);
  visit("batch_size", s.batch_size);
  visit("optimizer", s.optimizer);
  visit("learning_rate", s.learning_rate);
  visit("momentum", s.momentum);
  visit("nesterov", s.nesterov);
  visit("weight_decay", s.weight_decay);
  visit("clipnorm", s.clipnorm);
  visit("clipvalue", s.clipvalue);
  visit("global_clipnorm", s.global_clipnorm);
  visit("ema", s.ema);
  visit("accumulate", s.accumulate);
  visit("schedule", s.schedule);
  visit("warmup_epochs", s.warmup_epochs);
  visit("loss", s.loss);
  visit("label_smoothing", s.label_smoothing);
  visit("class_weight", s.class_weight);
  visit("validation", s.validation);
  visit("patience", s.patience);
  visit("precision", s.precision);
  visit("memory_budget_bytes", s.memory_budget);
  visit("seed", s.seed);
  visit("deterministic", s.deterministic);
  visit("debug", s.debug);
  visit("checkpoint_steps", s.checkpoint_steps);
}

struct Write {
  Json& record;
  template <class T>
  void operator()(const char* name, const T& value) const {
    record[name] = value;
  }
  void operator()(const char* name, const std::optional<double>& value) const {
    record[name] = value ? Json(*value) : Json(nullptr);
  }
};

struct Read {
  const nlohmann::json& record;
  template <class T>
  void operator()(const char* name, T& value) const {
    value = record.at(name).get<T>();
  }
  void operator()(const char* name, std::optional<double>& value) const {
    const nlohmann::json& found = record.at(name);
    if (!found.is_null()) value = found.get<double>();
  }
};

}  // namespace

Json to_record(const TrainSettings& settings, double learning_rate) {
  TrainSettings s = settings;
  s.learning_rate = learning_rate;
  Json record;
  each_setting(s, Write{record});
  record["threads"] = thread_count();
  return record;
}

TrainSettings from_record(const nlohmann::json& record) {
  TrainSettings settings;
  each_setting(settings, Read{record});
  return settings;
}

}  // namespace saem::cli
