#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "saem/train/callback.h"
#include "saem/train/update_frequency.h"

namespace saem {

namespace detail {
class EventFile;
}

struct TensorBoardOptions {
  std::filesystem::path log_dir = "logs";
  int histogram_freq = 0;               ///< epochs between histograms of all weights; 0: none
  bool write_graph = false;             ///< refused (Keras's default is true)
  bool write_images = false;            ///< refused
  bool write_steps_per_second = false;  ///< scalars "epoch_steps_per_second", "batch_steps_per_second"
  /// "epoch"; "batch", or a number of batches: then "batch_…" scalars of the training are written as well.
  UpdateFrequency update_freq = "epoch";
  int profile_batch = 0;    ///< refused unless 0: see Model::profile
  int embeddings_freq = 0;  ///< refused unless 0
};

/// Writes event files for TensorBoard (`tensorboard --logdir logs`), with the names that Keras gives:
///
/// - log_dir/train: "epoch_loss", "epoch_<metric>" and "epoch_learning_rate" by epoch (from 0); "batch_loss",
/// …
///   by step (from 1) if so asked; "<weight>/histogram".
/// - log_dir/validation: "epoch_loss", … by epoch; "evaluation_loss_vs_iterations", … by step.
///
/// A run that goes on from a checkpoint adds files to the folders. Steps that were done again are then in two
/// of them; TensorBoard shows the later.
class TensorBoard final : public Callback {
 public:
  /// Throws UnsupportedError for an option that is refused, ValueError for one outside its range.
  explicit TensorBoard(TensorBoardOptions options = {});
  ~TensorBoard() override;

  [[nodiscard]] std::string name() const override { return "TensorBoard"; }
  [[nodiscard]] bool watches_batches() const override;
  void on_train_begin() override;
  void on_train_end(const Logs& logs) override;
  void on_epoch_begin(int epoch) override;
  void on_epoch_end(int epoch, Logs& logs) override;
  void on_train_batch_begin(std::int64_t batch) override;
  void on_train_batch_end(std::int64_t batch, const Logs& logs) override;
  void on_test_end(const Logs& logs) override;

 private:
  using Clock = std::chrono::steady_clock;
  detail::EventFile& train_file();
  detail::EventFile& validation_file();
  detail::EventFile& open(std::shared_ptr<detail::EventFile>& file, const char* folder) const;
  void write_histograms(int epoch);

  TensorBoardOptions options_;
  std::shared_ptr<detail::EventFile> train_, validation_;
  Clock::time_point epoch_begin_, batch_begin_;
  std::int64_t steps_before_ = 0;  // the epoch, or this process's part of it
};

}  // namespace saem
