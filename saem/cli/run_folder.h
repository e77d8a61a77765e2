#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "saem/runs/folder_lock.h"

namespace saem::cli {

inline constexpr const char* training_rows_name = "training.rows";

struct RunFolderOptions {
  std::string path;      ///< empty: runs/<name>-<the first free number>
  std::string name;      ///< "fashion-mnist-cnn"
  bool replace = false;  ///< write into a folder that holds a run already
};

/// The folder that a training run writes into. It is made at once, so that a place that cannot be written is
/// known before the work begins; what was made is taken back if nothing was put into it.
///
/// Throws FileError if the folder cannot be made or written, or holds a run that would be lost.
class RunFolder {
 public:
  explicit RunFolder(const RunFolderOptions& options);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::filesystem::path model() const;
  [[nodiscard]] std::filesystem::path history() const { return path_ / "history.csv"; }
  [[nodiscard]] std::filesystem::path html_report() const { return path_ / "report.html"; }
  [[nodiscard]] std::filesystem::path json_report() const { return path_ / "report.json"; }
  [[nodiscard]] std::filesystem::path record() const { return path_ / "run.json"; }
  [[nodiscard]] std::filesystem::path task_file() const { return path_ / "saem.toml"; }
  [[nodiscard]] std::filesystem::path events() const {
    return path_ / "events";
  }  ///< TensorBoard's, a folder
  /// Which examples it learned from: see TrainingRows.
  [[nodiscard]] std::filesystem::path training_rows() const { return path_ / training_rows_name; }
  [[nodiscard]] std::filesystem::path checkpoint() const { return path_ / "checkpoint.safetensors"; }

  /// Those that it made, outermost first: itself, and what it lies in.
  [[nodiscard]] const std::vector<std::filesystem::path>& made() const noexcept { return made_; }

  /// What a run writes: all of the above.
  [[nodiscard]] std::vector<std::filesystem::path> files() const;

 private:
  bool make(const std::filesystem::path& folder);
  void require_no_run() const;
  void remove_if_empty() noexcept;

  std::filesystem::path path_;
  std::vector<std::filesystem::path> made_;  // outermost first
};

/// Keeps other trainings out of a folder as long as it lives, however the process ends; null on file systems
/// without locks. Throws FileError if another one is at it.
[[nodiscard]] std::unique_ptr<runs::FolderLock> lock_run(const std::filesystem::path& folder);

}  // namespace saem::cli
