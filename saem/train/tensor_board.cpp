#include "saem/train/tensor_board.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "saem/core/error.h"
#include "saem/train/event_file.h"
#include "saem/train/model.h"

namespace saem {
namespace {

constexpr std::string_view validation_prefix = "val_";

}  // namespace

TensorBoard::TensorBoard(TensorBoardOptions options) : options_(std::move(options)) {
  const auto refuse = [&](std::string_view option, bool is_asked, const char* advice) {
    if (is_asked) fail<UnsupportedError>({name(), fmt::format("{} is not supported", option), {}, advice});
  };
  refuse("write_graph", options_.write_graph, "Leave it out; SAEM_DUMP=passes prints the graph.");
  refuse("write_images", options_.write_images, "Leave it out.");
  refuse("profile_batch", options_.profile_batch != 0, "Leave it out; Model::profile tells where time goes.");
  refuse("embeddings_freq", options_.embeddings_freq != 0, "Leave it out.");
  require_count(*this, "histogram_freq", options_.histogram_freq);
}

TensorBoard::~TensorBoard() = default;

bool TensorBoard::watches_batches() const {
  return !options_.update_freq.is_epoch() || options_.write_steps_per_second;
}

detail::EventFile& TensorBoard::open(std::shared_ptr<detail::EventFile>& file, const char* folder) const {
  if (!file) file = std::make_shared<detail::EventFile>(options_.log_dir / folder);
  return *file;
}
detail::EventFile& TensorBoard::train_file() { return open(train_, "train"); }
detail::EventFile& TensorBoard::validation_file() { return open(validation_, "validation"); }

void TensorBoard::on_train_begin() {
  train_.reset();
  validation_.reset();
  static_cast<void>(train_file());  // a folder that cannot be written is known before the training
  epoch_begin_ = Clock::now();
  steps_before_ = history().steps;
}

void TensorBoard::on_train_end(const Logs& /*logs*/) {
  train_.reset();
  validation_.reset();
}

void TensorBoard::on_epoch_begin(int /*epoch*/) {
  epoch_begin_ = Clock::now();
  steps_before_ = history().steps;
}

void TensorBoard::on_train_batch_begin(std::int64_t /*batch*/) { batch_begin_ = Clock::now(); }

void TensorBoard::on_train_batch_end(std::int64_t /*batch*/, const Logs& logs) {
  const std::int64_t step = history().steps;
  if (!options_.update_freq.is_due(step)) return;
  if (options_.write_steps_per_second) {
    const std::chrono::duration<double> seconds = Clock::now() - batch_begin_;
    train_file().add_scalar("batch_steps_per_second", 1 / seconds.count(), step);
  }
  for (const auto& [name, value] : logs) train_file().add_scalar("batch_" + name, value, step);
}

void TensorBoard::on_test_end(const Logs& logs) {
  const auto step = static_cast<std::int64_t>(model().optimizer().iterations().value().item());
  for (const auto& [name, value] : logs)
    validation_file().add_scalar(fmt::format("evaluation_{}_vs_iterations", name), value, step);
}

void TensorBoard::on_epoch_end(int epoch, Logs& logs) {
  Logs train;
  for (const auto& [name, value] : logs) {
    if (name.starts_with(validation_prefix)) {
      validation_file().add_scalar("epoch_" + name.substr(validation_prefix.size()), value, epoch);
    } else {
      train[name] = value;
    }
  }
  train["learning_rate"] = model().optimizer().learning_rate().value().item();
  if (options_.write_steps_per_second) {
    const std::chrono::duration<double> seconds = Clock::now() - epoch_begin_;
    train["steps_per_second"] = static_cast<double>(history().steps - steps_before_) / seconds.count();
  }
  for (const auto& [name, value] : train) train_file().add_scalar("epoch_" + name, value, epoch);
  if (options_.histogram_freq > 0 && epoch % options_.histogram_freq == 0) write_histograms(epoch);
}

void TensorBoard::write_histograms(int epoch) {
  std::set<std::string> taken;
  for (const Variable& v : model().variables()) {
    if (taken.insert(v.name()).second) train_file().add_histogram(v.name() + "/histogram", v.value(), epoch);
  }
}

}  // namespace saem
