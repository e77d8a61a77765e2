#include "saem/core/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>

#include "saem/core/error.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

std::string advice_for(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return "Create the folder first, or check its name.";
    case EACCES:
    case EPERM:
    case EROFS:
      return "Choose a folder that you may write to, or change its permissions.";
    case ENOSPC:
    case EDQUOT:
      return "Free some space there, or choose a folder on another disk.";
    case EFBIG:
      return "Choose a folder on a disk that takes files of this size.";
    case ENAMETOOLONG:
      return "Choose a shorter name.";
    case EMFILE:
    case ENFILE:
      return "Close other files or programs, or raise the limit on open files (ulimit -n).";
    default:
      return "Check the disk, or choose another folder.";
  }
}

[[noreturn]] void fail_to_write(const fs::path& path, int error) {
  fail<FileError>({.place = path.string(),
                   .problem = fmt::format("cannot be written: {}", std::generic_category().message(error)),
                   .context = "",
                   .advice = advice_for(error)});
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// Calls a system function until no signal interrupts it.
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

// The process number in ".NAME.<process>-<counter>.tmp"; none if the name is not of this form.
std::optional<pid_t> process_of_temporary(std::string_view file, std::string_view prefix) {
  constexpr std::string_view suffix = ".tmp";
  if (!file.starts_with(prefix) || !file.ends_with(suffix)) return std::nullopt;
  if (file.size() <= prefix.size() + suffix.size()) return std::nullopt;
  const std::string_view middle = file.substr(prefix.size(), file.size() - prefix.size() - suffix.size());
  pid_t process = 0;
  std::uint64_t counter = 0;
  const char* const last = middle.data() + middle.size();
  const auto [dash, error] = std::from_chars(middle.data(), last, process);
  if (error != std::errc{} || process <= 0 || dash == last || *dash != '-') return std::nullopt;
  const auto [end, counter_error] = std::from_chars(dash + 1, last, counter);
  if (counter_error != std::errc{} || end != last) return std::nullopt;
  return process;
}

// Every AtomicFile holds a lock on its temporary, which ends with its process. The process number is asked as
// well, because some network disks do not keep locks; but a number of our own says nothing: in containers
// every run has the same one.
void remove_if_stale(const fs::path& temporary, pid_t process) noexcept {
  const bool other_process_lives = process != ::getpid() && (::kill(process, 0) == 0 || errno != ESRCH);
  if (other_process_lives) return;
  const int descriptor = ::open(temporary.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor == -1) return;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(temporary.c_str());
  ::close(descriptor);
}

void remove_stale_temporaries(const fs::path& path) {
  const std::string prefix = fmt::format(".{}.", path.filename().string());
  std::error_code ignored;  // clearing up is a courtesy: whatever is in the way, creating the file will say
  fs::directory_iterator entry(folder_of(path), ignored);
  while (!ignored && entry != fs::directory_iterator()) {
    if (const auto process = process_of_temporary(entry->path().filename().string(), prefix)) {
      remove_if_stale(entry->path(), *process);
    }
    entry.increment(ignored);
  }
}

// Makes the renaming itself survive a loss of power.
void sync_folder(const fs::path& path) {
  const int descriptor = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor == -1) return;  // a folder may be writable but not readable
  const int result = uninterrupted([&] { return ::fsync(descriptor); });
  const int error = errno;
  ::close(descriptor);
  // Some file systems have no such operation for folders.
  if (result == -1 && error != EINVAL && error != ENOTSUP && error != EROFS) fail_to_write(path, error);
}

}  // namespace

AtomicFile::AtomicFile(fs::path path) : path_(std::move(path)) {
  std::error_code error;
  if (fs::is_symlink(fs::symlink_status(path_, error))) {
    const fs::path target = fs::weakly_canonical(path_, error);
    if (error) fail_to_write(path_, error.value());
    path_ = target;
  }
  const fs::file_status status = fs::status(path_, error);
  // A rename over a device or a pipe would replace it; over a folder it would fail, after all the work is
  // done.
  if (!path_.has_filename() || (fs::exists(status) && !fs::is_regular_file(status))) {
    const bool folder = !path_.has_filename() || fs::is_directory(status);
    fail<FileError>({.place = path_.empty() ? "(a file without a name)" : path_.string(),
                     .problem = folder ? "cannot be written: it names a folder"
                                       : "cannot be written: it is not a plain file",
                     .context = "",
                     .advice = "Give the name of a file."});
  }
  // Renaming asks only for rights on the folder; somebody who protects a file means the file.
  if (fs::exists(status) && ::access(path_.c_str(), W_OK) == -1 && errno != ENOENT) {
    fail<FileError>(
        {.place = path_.string(),
         .problem = fmt::format("cannot be written: {}", std::generic_category().message(errno)),
         .context = "",
         .advice = "The file is write-protected: choose another name, or change its permissions."});
  }
  remove_stale_temporaries(path_);
  create_temporary();
  if (fs::exists(status)) static_cast<void>(::fchmod(descriptor_, static_cast<mode_t>(status.permissions())));
}

void AtomicFile::create_temporary() {
  static std::atomic<std::uint64_t> counter = 0;
  for (;;) {
    const std::string file = fmt::format(".{}.{}-{}.tmp", path_.filename().string(), ::getpid(), counter++);
    temporary_ = folder_of(path_) / file;
    constexpr mode_t for_all_that_umask_allows = 0666;
    descriptor_ = uninterrupted([&] {
      return ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, for_all_that_umask_allows);
    });
    if (descriptor_ == -1) {
      const int error = errno;
      temporary_.clear();
      if (error == EEXIST) continue;
      fail_to_write(path_, error);
    }
    // Before it was locked, somebody else may have taken the new file for a stale one: wait for them, then
    // look.
    static_cast<void>(uninterrupted([&] { return ::flock(descriptor_, LOCK_EX); }));
    struct stat facts {};
    if (::fstat(descriptor_, &facts) == 0 && facts.st_nlink > 0) return;
    discard();
  }
}

AtomicFile::~AtomicFile() { discard(); }

void AtomicFile::discard() noexcept {
  if (descriptor_ != -1) ::close(std::exchange(descriptor_, -1));
  if (temporary_.empty()) return;
  ::unlink(temporary_.c_str());
  temporary_.clear();
}

void AtomicFile::require_open() const {
  if (descriptor_ != -1) return;
  fail<FileError>({.place = path_.string(),
                   .problem = "nothing can be written any more",
                   .context = "the file was committed already, or an earlier write failed",
                   .advice = "Open it again, and write it from the start."});
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  require_open();
  while (!bytes.empty()) {
    const auto written = uninterrupted([&] { return ::write(descriptor_, bytes.data(), bytes.size()); });
    if (written <= 0) {
      const int error = written == 0 ? EIO : errno;
      discard();  // a file with a hole in it must never be committed
      fail_to_write(path_, error);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void AtomicFile::write(std::string_view text) { write(std::as_bytes(std::span(text))); }

void AtomicFile::commit() {
  require_open();
  int result = uninterrupted([&] { return ::fsync(descriptor_); });
  // Renamed before it is closed: closing ends the lock, and without it the temporary would look stale to
  // others.
  if (result == 0) result = ::rename(temporary_.c_str(), path_.c_str());
  if (result == -1) {
    const int error = errno;
    discard();
    fail_to_write(path_, error);
  }
  temporary_.clear();
  ::close(std::exchange(descriptor_, -1));
  sync_folder(path_);
}

void write_file(const fs::path& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace saem
