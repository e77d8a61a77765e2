#pragma once

#include <filesystem>

namespace saem::cli {

/// While alive, Ctrl-C (SIGINT) and SIGTERM end the process at once, with exit code 130 or 143: as long as
/// nothing was made, nothing is lost. An InterruptGuard inside its life takes over for work that is to be
/// ended in order. Signals that were ignored from the beginning (nohup) stay ignored.
class StopAtOnce {
 public:
  StopAtOnce();
  ~StopAtOnce();
  StopAtOnce(const StopAtOnce&) = delete;
  StopAtOnce& operator=(const StopAtOnce&) = delete;
};

/// While alive, a StopAtOnce waits: from the making of a folder until it is noted.
class HoldStop {
 public:
  HoldStop();
  ~HoldStop();
  HoldStop(const HoldStop&) = delete;
  HoldStop& operator=(const HoldStop&) = delete;
};

/// A folder that goes with the process if a StopAtOnce ends it, as long as nothing is in it. Of more than a
/// few, or of very long paths, nothing is noted.
void remove_when_stopped(const std::filesystem::path& empty_folder);

}  // namespace saem::cli
