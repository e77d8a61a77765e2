#pragma once

#include <filesystem>

namespace saem::runs {

/// A lock on a folder that ends with this object, or with the process however it ends; no file is made for
/// it. Several processes may share it, or one has it alone. Source: flock(2)
class FolderLock {
 public:
  enum class Kind { shared, alone };

  /// Waits for at most `wait` milliseconds. Throws FileError if the folder cannot be opened, or others keep
  /// it longer.
  FolderLock(const std::filesystem::path& folder, Kind kind, int wait);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  /// What is known of a folder without waiting: does another have it alone? Unknown where the folder cannot
  /// be opened, or its file system has no locks.
  enum class State { free, taken, unknown };
  [[nodiscard]] static State state_of(const std::filesystem::path& folder) noexcept;

 private:
  int descriptor_ = -1;
};

}  // namespace saem::runs
