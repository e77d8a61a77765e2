#include "saem/cli/trial_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "saem/core/error.h"

namespace saem::cli {
namespace {

constexpr int code_of_signal = 128;
constexpr int code_of_no_program = 127;

/// A file that a child prints to; -1 for a path that is empty.
class StreamFile {
 public:
  StreamFile(const std::filesystem::path& path, int flags) {
    if (path.empty()) return;
    descriptor_ = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    if (descriptor_ == -1)
      fail<FileError>({path.string(), fmt::format("cannot be opened: {}", std::strerror(errno)), "", ""});
  }
  ~StreamFile() {
    if (descriptor_ != -1) ::close(descriptor_);
  }
  StreamFile(const StreamFile&) = delete;
  StreamFile& operator=(const StreamFile&) = delete;

  // In the child, where only async-signal-safe calls are allowed.
  void become(int stream) const noexcept {
    if (descriptor_ != -1) ::dup2(descriptor_, stream);
  }

 private:
  int descriptor_ = -1;
};

}  // namespace

TrialProcess::TrialProcess(const std::vector<std::string>& words, const ProcessStreams& streams) {
  const StreamFile input("/dev/null", O_RDONLY);
  const StreamFile output(streams.output, O_WRONLY | O_CREAT | O_TRUNC);
  const StreamFile errors(streams.errors, O_WRONLY | O_CREAT | O_TRUNC);
  std::vector<std::string> kept = words;
  kept.insert(kept.begin(), "saem");
  std::vector<char*> arguments;
  for (std::string& word : kept) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ == 0) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(code_of_no_program);  // it ended before the line above
    input.become(STDIN_FILENO);
    output.become(STDOUT_FILENO);
    errors.become(STDERR_FILENO);
    ::execv("/proc/self/exe", arguments.data());
    ::_exit(code_of_no_program);
  }
  if (process_ == -1)
    fail<FileError>({"saem tune", fmt::format("no further process can be started: {}", std::strerror(errno)),
                     "", "Try fewer trials at a time with --parallel."});
}

TrialProcess::~TrialProcess() {
  if (code_) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

std::optional<int> TrialProcess::ended() {
  int status = 0;
  if (!code_ && ::waitpid(process_, &status, WNOHANG) == process_)
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : code_of_signal + WTERMSIG(status);
  return code_;
}

void TrialProcess::stop() const noexcept {
  if (!code_) ::kill(process_, SIGTERM);
}

}  // namespace saem::cli
