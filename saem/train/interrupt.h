#pragma once

namespace saem {

/// While alive, Ctrl-C (SIGINT) and SIGTERM ask for an orderly end: the first sets a flag that `fit` looks at
/// after each step, a second ends the process at once with exit code 128 + its number (130 after Ctrl-C). The
/// handlers from before come back at the end, and the flag is cleared.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

/// True once a signal came, or somebody called request_interrupt.
[[nodiscard]] bool interrupt_requested() noexcept;
/// The signal that came: SIGINT or SIGTERM; 0 if none did.
[[nodiscard]] int interrupt_signal() noexcept;
/// Asks `fit` to end after the present step, like a first Ctrl-C. Safe from any thread and from signal
/// handlers.
void request_interrupt() noexcept;
void clear_interrupt() noexcept;

}  // namespace saem
