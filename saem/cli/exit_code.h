#pragma once

namespace saem::cli {

/// What the process tells the shell.
inline constexpr int exit_success = 0;
inline constexpr int exit_failure = 1;  ///< the task could not be done
inline constexpr int exit_usage = 2;    ///< the command line asked for something that does not exist

/// What shells give for a process that a signal ended: 130 after Ctrl-C, 143 after SIGTERM.
[[nodiscard]] constexpr int exit_after_signal(int signal) noexcept { return 128 + signal; }

}  // namespace saem::cli
