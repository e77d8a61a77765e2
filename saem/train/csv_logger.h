#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "saem/train/callback.h"

namespace saem {

struct CSVLoggerOptions {
  std::string separator = ",";
  bool append = false;  ///< keep the lines of a file that is there (and its header)
};

/// A table of the epochs as a CSV file: "epoch,accuracy,loss,val_accuracy,val_loss", names in alphabetical
/// order, numbers such that reading them gives the same bits; "NA" for a value that an epoch does not have.
/// As Keras's class of this name.
///
/// The file is replaced as a whole after each epoch (a few bytes per epoch): whenever the process is killed,
/// the file holds whole lines. A run that goes on from a checkpoint writes the file that the uncut run would
/// have written: checkpoints keep its text.
class CSVLogger final : public Callback {
 public:
  /// Throws ValueError for an empty separator, or one with a line end in it.
  explicit CSVLogger(std::filesystem::path filename, CSVLoggerOptions options = {});

  [[nodiscard]] std::string name() const override { return "CSVLogger"; }
  [[nodiscard]] bool watches_batches() const override { return false; }
  /// Writes the file, so that a path that cannot be written is known before the training. Throws FileError.
  void on_train_begin() override;
  void on_epoch_end(int epoch, Logs& logs) override;
  [[nodiscard]] CallbackState state() const override;
  void restore(const CallbackState& state) override;

 private:
  std::filesystem::path filename_;
  CSVLoggerOptions options_;
  std::string text_;
  std::vector<std::string> names_;  // of the columns
};

}  // namespace saem
