#include "saem/runs/folder_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "saem/core/error.h"

namespace saem::runs {
namespace {

using LockClock = std::chrono::steady_clock;

[[noreturn]] void fail_to_lock(const std::filesystem::path& folder, int error) {
  fail<FileError>({.place = folder.string(),
                   .problem = error == EWOULDBLOCK ? "another process keeps the index of its runs"
                                                   : fmt::format("cannot be locked: {}",
                                                                 std::generic_category().message(error)),
                   .context = "",
                   .advice = ""});
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder, Kind kind, int wait) {
  const std::filesystem::path path = folder.empty() ? std::filesystem::path(".") : folder;
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor_ == -1) fail_to_lock(path, errno);
  const int operation = (kind == Kind::alone ? LOCK_EX : LOCK_SH) | LOCK_NB;
  const auto end = LockClock::now() + std::chrono::milliseconds(wait);
  while (::flock(descriptor_, operation) == -1) {
    const int error = errno;
    if (error == EINTR) continue;
    if (error == EWOULDBLOCK && LockClock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      continue;
    }
    ::close(descriptor_);
    fail_to_lock(path, error);
  }
}

FolderLock::State FolderLock::state_of(const std::filesystem::path& folder) noexcept {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor == -1) return State::unknown;
  const bool locked = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  const int error = errno;
  ::close(descriptor);
  if (locked) return State::free;
  return error == EWOULDBLOCK ? State::taken : State::unknown;
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace saem::runs
