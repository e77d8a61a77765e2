#include "saem/train/model_checkpoint.h"

#include <fmt/args.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "saem/core/error.h"
#include "saem/train/model.h"

namespace saem {

namespace fs = std::filesystem;

ModelCheckpoint::ModelCheckpoint(std::string filepath, ModelCheckpointOptions options)
    : filepath_(std::move(filepath)),
      options_(std::move(options)),
      monitor_("ModelCheckpoint", options_.monitor, options_.mode, 0),
      best_(options_.initial_value_threshold) {
  if (filepath_.empty())
    fail<ValueError>({name(),
                      "expected a filepath, received an empty text",
                      {},
                      "Write for example \"{epoch:02d}-{loss:.2f}.safetensors\"."});
  if (options_.save_weights_only) {
    fail<UnsupportedError>({name(),
                            "save_weights_only is not supported",
                            {},
                            "Leave it out: load_model reads the weights together with the architecture."});
  }
}

void ModelCheckpoint::check() {
  const bool by_epoch = options_.save_freq.is_epoch();
  Logs logs;
  for (const std::string& each : log_names()) {
    if (by_epoch || !each.starts_with("val_")) logs[each] = 0.5;
  }
  static_cast<void>(path_for(by_epoch ? std::nullopt : std::optional<std::int64_t>(0), 0, logs));
  if (!options_.save_best_only) return;
  monitor_.check(*this);
  if (!by_epoch) static_cast<void>(monitor_.in(logs));
}

std::string ModelCheckpoint::path_for(std::optional<std::int64_t> batch, int epoch, const Logs& logs) const {
  fmt::dynamic_format_arg_store<fmt::format_context> values;
  std::vector<std::string> names{"epoch"};
  values.push_back(fmt::arg("epoch", epoch + 1));
  if (batch) {
    values.push_back(fmt::arg("batch", *batch + 1));
    names.emplace_back("batch");
  }
  for (const auto& [name, value] : logs) {
    values.push_back(fmt::arg(name.c_str(), value));
    names.push_back(name);
  }
  try {
    return fmt::vformat(filepath_, values);
  } catch (const fmt::format_error& error) {
    fail<ValueError>({name(),
                      fmt::format("the filepath \"{}\" cannot be filled in: {}", filepath_, error.what()),
                      fmt::format("available: {}", fmt::join(names, ", ")),
                      "Write for example \"{epoch:02d}-{loss:.2f}.safetensors\"."});
  }
}

bool ModelCheckpoint::is_wanted(int epoch, const Logs& logs) {
  if (!options_.save_best_only) return true;
  const double current = monitor_.in(logs);
  const double before = best_.value_or(monitor_.worst());
  const bool is_better = monitor_.improves(current, before);
  if (options_.verbose > 0) {
    print(is_better
              ? fmt::format("Epoch {}: {} improved from {:.5f} to {:.5f}", epoch + 1, monitor_.name(), before,
                            current)
              : fmt::format("Epoch {}: {} did not improve from {:.5f}", epoch + 1, monitor_.name(), before));
  }
  if (is_better) best_ = current;
  return is_better;
}

void ModelCheckpoint::save(int epoch, std::optional<std::int64_t> batch, const Logs& logs) {
  const fs::path path = path_for(batch, epoch, logs);
  if (!is_wanted(epoch, logs)) return;
  std::error_code ignored;  // Model::save says what is wrong with the folder
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), ignored);
  model().save(path);
  last_path_ = path;
  if (options_.verbose > 0) print(fmt::format("Epoch {}: model saved to {}", epoch + 1, path.string()));
}

void ModelCheckpoint::on_epoch_end(int epoch, Logs& logs) {
  if (options_.save_freq.is_epoch()) save(epoch, {}, logs);
}

void ModelCheckpoint::on_train_batch_end(std::int64_t batch, const Logs& logs) {
  if (options_.save_freq.is_due(history().steps)) save(epoch(), batch, logs);
}

CallbackState ModelCheckpoint::state() const {
  CallbackState state;
  if (best_) state.set("best", *best_);
  return state;
}

void ModelCheckpoint::restore(const CallbackState& state) { best_ = state.number("best"); }

}  // namespace saem
