#pragma once

#include <filesystem>
#include <string>

namespace saem::cli {

/// A new folder among the temporary files, that is removed with all that is in it.
class ScratchFolder {
 public:
  /// @param purpose  a part of its name
  /// Throws FileError if it cannot be made.
  explicit ScratchFolder(const std::string& purpose);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace saem::cli
