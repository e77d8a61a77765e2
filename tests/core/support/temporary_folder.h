#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace saem::test {

/// A new empty folder, removed with everything in it at the end of the scope.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  /// The names of everything in it, sorted.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::filesystem::path path_;
};

/// Runs `body` in a child process and returns what it returns (0 to 255); -1 if a signal ended the child. An
/// exception in it is printed and gives 255.
int in_child_process(const std::function<int()>& body);

}  // namespace saem::test
