#pragma once

#include <filesystem>
#include <string>

#include "saem/train/history.h"

namespace saem {

/// A table of the epochs as a CSV file, as Keras's CSVLogger writes it:
/// "epoch,accuracy,loss,val_accuracy,val_loss", names in alphabetical order, numbers such that reading them
/// gives the same bits.
///
/// The file is replaced as a whole after each epoch (a few bytes per epoch): whenever the process is killed,
/// the file holds whole lines. A file from an earlier run is overwritten.
class CsvLog {
 public:
  /// Writes an empty file, so that a path that cannot be written is known before the training. Throws
  /// FileError.
  explicit CsvLog(std::filesystem::path path);
  /// The same with the lines of the epochs that were done before.
  CsvLog(std::filesystem::path path, const History& before);
  /// Adds a line; the first one adds the header. Throws FileError.
  void append(int epoch, const Logs& logs);

 private:
  void add(int epoch, const Logs& logs);

  std::filesystem::path path_;
  std::string text_;
};

}  // namespace saem
