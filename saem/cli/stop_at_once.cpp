#include "saem/cli/stop_at_once.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>

#include "saem/cli/exit_code.h"

namespace saem::cli {
namespace {

constexpr std::array<int, 2> ending_signals{SIGINT, SIGTERM};
std::array<struct sigaction, ending_signals.size()> handlers_before{};

// A signal handler may neither allocate nor lock: paths lie ready as plain bytes.
constexpr std::size_t most_noted_folders = 16, longest_noted_path = 1024;
std::array<std::array<char, longest_noted_path>, most_noted_folders> noted_folders{};
std::atomic<std::size_t> noted_count{0};
static_assert(std::atomic<std::size_t>::is_always_lock_free);

std::atomic<bool> is_held{false};
std::atomic<int> held_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void stop_at_once(int signal) {
  if (is_held) {
    held_signal = signal;
    return;
  }
  for (std::size_t i = noted_count; i-- > 0;) ::rmdir(noted_folders[i].data());
  constexpr std::string_view said = "\nstopped\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, said.data(), said.size());
  ::_exit(exit_after_signal(signal));
}

}  // namespace

StopAtOnce::StopAtOnce() {
  struct sigaction action {};
  action.sa_handler = stop_at_once;
  sigemptyset(&action.sa_mask);
  for (const int signal : ending_signals) sigaddset(&action.sa_mask, signal);
  for (std::size_t i = 0; i < ending_signals.size(); ++i) {
    ::sigaction(ending_signals[i], nullptr, &handlers_before[i]);
    if (handlers_before[i].sa_handler != SIG_IGN) ::sigaction(ending_signals[i], &action, nullptr);
  }
}

StopAtOnce::~StopAtOnce() {
  for (std::size_t i = 0; i < ending_signals.size(); ++i)
    ::sigaction(ending_signals[i], &handlers_before[i], nullptr);
}

HoldStop::HoldStop() { is_held = true; }
HoldStop::~HoldStop() {
  is_held = false;
  if (const int signal = held_signal.exchange(0)) stop_at_once(signal);
}

void remove_when_stopped(const std::filesystem::path& empty_folder) {
  const std::string path = empty_folder.string();
  const std::size_t count = noted_count;
  if (count == most_noted_folders || path.size() >= longest_noted_path) return;
  std::memcpy(noted_folders[count].data(), path.c_str(), path.size() + 1);
  noted_count = count + 1;
}

}  // namespace saem::cli
