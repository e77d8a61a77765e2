#include "saem/train/interrupt.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <string_view>

namespace saem {
namespace {

constexpr std::array<int, 2> watched_signals{SIGINT, SIGTERM};
constexpr int exit_code_of_signal =
    128;  // plus the signal: what shells give for a process that a signal ended

std::atomic<bool> requested{false};
std::atomic<int> signalled{0};  // the first signal that came
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "a signal handler may only touch lock-free atomics");

// The handlers from before. Guards nest: only the outermost installs and restores.
std::array<struct sigaction, watched_signals.size()> previous{};
int guards = 0;

void say(std::string_view text) noexcept {
  // Nobody is left to hear of a failure here.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

// Only async-signal-safe calls.
extern "C" void on_signal(int signal) {
  const int saved_errno = errno;
  if (signalled.exchange(signal) != 0) {
    say("\nstopped\n");
    ::_exit(exit_code_of_signal + signal);
  }
  requested = true;
  say("\nfinishing this step (once more to stop at once)\n");
  errno = saved_errno;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  if (guards++ > 0) return;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < watched_signals.size(); ++i) {
    ::sigaction(watched_signals[i], nullptr, &previous[i]);
    // A process started with the signal ignored (nohup, a script's background job) goes on ignoring it.
    if (previous[i].sa_handler != SIG_IGN) ::sigaction(watched_signals[i], &action, nullptr);
  }
}

InterruptGuard::~InterruptGuard() {
  if (--guards > 0) return;
  for (std::size_t i = 0; i < watched_signals.size(); ++i)
    ::sigaction(watched_signals[i], &previous[i], nullptr);
  clear_interrupt();
}

bool interrupt_requested() noexcept { return requested; }
int interrupt_signal() noexcept { return signalled; }
void request_interrupt() noexcept { requested = true; }
void clear_interrupt() noexcept {
  requested = false;
  signalled = 0;
}

}  // namespace saem
