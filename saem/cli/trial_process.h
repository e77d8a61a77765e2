#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace saem::cli {

/// Where what a process prints goes; empty paths: to where this one prints.
struct ProcessStreams {
  std::filesystem::path output, errors;
};

/// This program again, in a process of its own, with other words. It ends with this one, whatever ends that,
/// and is not reached by the terminal's Ctrl-C.
class TrialProcess {
 public:
  /// Throws FileError if there can be no further process, or no file for what it prints.
  TrialProcess(const std::vector<std::string>& words, const ProcessStreams& streams);
  /// Kills it if it still runs.
  ~TrialProcess();
  TrialProcess(const TrialProcess&) = delete;
  TrialProcess& operator=(const TrialProcess&) = delete;

  /// Its exit code, or 128 + the signal that ended it; none while it runs.
  [[nodiscard]] std::optional<int> ended();
  /// Asks it to end in order: SIGTERM.
  void stop() const noexcept;

 private:
  pid_t process_ = -1;
  std::optional<int> code_;
};

}  // namespace saem::cli
