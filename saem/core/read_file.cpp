#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <vector>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/format_bytes.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

// Closes a file descriptor at the end of the scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ != -1) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const noexcept { return number_; }

 private:
  int number_;
};

// "Did you mean …?" with the nearest name in the folder where the file was looked for.
std::string advice_for_missing(const fs::path& path) {
  std::error_code error;
  const fs::path folder = path.parent_path();
  if (!fs::is_directory(folder, error))
    return fmt::format("There is no folder {} either; check the name.", folder.string());
  std::vector<std::string> names;
  fs::directory_iterator entry(folder, error);
  while (!error && entry != fs::directory_iterator()) {
    names.push_back(entry->path().filename().string());
    entry.increment(error);
  }
  std::ranges::sort(names);  // folders list their files in no particular order; the advice should not change
  const std::string_view near = nearest_name(path.filename().string(), names);
  return near.empty() ? "Check the name." : fmt::format("Did you mean {}?", (folder / near).string());
}

[[noreturn]] void fail_to_read(const fs::path& path, int error) {
  std::error_code ignored;
  const fs::path full = fs::absolute(path, ignored);
  const fs::path& shown = full.empty() ? path : full;
  std::string advice = "Check the disk, or use a copy of the file.";
  if (error == ENOENT || error == ENOTDIR) advice = advice_for_missing(shown);
  if (error == EACCES || error == EPERM) advice = "Ask for the right to read it, or use a copy of your own.";
  fail<FileError>({.place = shown.string(),
                   .problem = fmt::format("cannot be read: {}", std::generic_category().message(error)),
                   .context = "",
                   .advice = advice});
}

[[noreturn]] void fail_too_large(const fs::path& path, std::size_t limit) {
  fail<FileError>({.place = path.string(),
                   .problem = fmt::format("cannot be read: it is larger than {}", format_bytes(limit)),
                   .context = "",
                   .advice = "This is more than such a file ever needs. Check that it is the right one."});
}

// Reads to the end, whatever size the file claims to have: it may grow meanwhile, and some (in /proc) claim
// 0.
std::string read_to_end(int descriptor, std::size_t expected, const fs::path& path, std::size_t limit) {
  constexpr std::size_t step = 1 << 16;
  std::string content(expected + 1, '\0');  // one more, so that the end shows without growing
  std::size_t used = 0;
  for (;;) {
    if (used == content.size()) content.resize(content.size() + std::max(step, content.size() / 2));
    const ssize_t received = ::read(descriptor, content.data() + used, content.size() - used);
    if (received == -1 && errno == EINTR) continue;
    if (received == -1) fail_to_read(path, errno);
    if (received == 0) break;
    used += static_cast<std::size_t>(received);
    if (used > limit) fail_too_large(path, limit);
  }
  content.resize(used);
  return content;
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() == -1) fail_to_read(path, errno);
  struct stat facts {};
  if (::fstat(file.get(), &facts) == -1) fail_to_read(path, errno);
  if (S_ISDIR(facts.st_mode)) {
    fail<FileError>({.place = path.string(),
                     .problem = "cannot be read: expected a file, received a folder",
                     .context = "",
                     .advice = "Name the file inside it."});
  }
  if (S_ISCHR(facts.st_mode) || S_ISBLK(facts.st_mode)) {
    fail<FileError>({.place = path.string(),
                     .problem = "cannot be read: expected a file, received a device",
                     .context = "",
                     .advice = "A device may never end: copy what it gives into a file, and name that."});
  }
  const auto size = static_cast<std::size_t>(facts.st_size);
  if (size > limit) fail_too_large(path, limit);
  try {
    return read_to_end(file.get(), size, path, limit);
  } catch (const std::bad_alloc&) {
    fail<FileError>({.place = path.string(),
                     .problem = fmt::format("cannot be read: no memory for its {}", format_bytes(size)),
                     .context = "",
                     .advice = "Close other programs, or use a machine with more memory."});
  }
}

}  // namespace saem
