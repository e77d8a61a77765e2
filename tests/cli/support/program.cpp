#include "tests/cli/support/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <system_error>
#include <thread>

#include "tests/data/support/temporary_folder.h"
#include "tests/support/this_build.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;

fs::path new_file() {
  std::string pattern = (fs::temp_directory_path() / "saem-output-XXXXXX").string();
  const int descriptor = mkstemp(pattern.data());
  if (descriptor == -1) throw std::system_error(errno, std::generic_category(), pattern);
  close(descriptor);
  return pattern;
}

void redirect(int descriptor, const fs::path& file, int flags) {
  const int opened = open(file.c_str(), flags);
  if (opened == -1 || dup2(opened, descriptor) == -1) _exit(99);
  close(opened);
}

}  // namespace

nlohmann::json Outcome::json() const {
  return nlohmann::json::parse(out, nullptr, /*allow_exceptions=*/false);
}

Program::Program(const std::vector<std::string>& words, const RunOptions& options)
    : out_file_(new_file()), err_file_(new_file()) {
  std::vector<std::string> all{saem_binary()};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (std::string& word : all) argv.push_back(word.data());
  argv.push_back(nullptr);

  process_ = fork();
  if (process_ == -1) throw std::system_error(errno, std::generic_category(), "fork");
  if (process_ != 0) return;
  redirect(STDIN_FILENO, options.input, O_RDONLY);
  redirect(STDOUT_FILENO, options.output.empty() ? out_file_ : options.output, O_WRONLY | O_APPEND);
  redirect(STDERR_FILENO, err_file_, O_WRONLY | O_APPEND);
  if (chdir(options.folder.c_str()) != 0) _exit(99);
  for (const std::string& variable : options.environment) {
    const std::size_t equals = variable.find('=');
    setenv(variable.substr(0, equals).c_str(), variable.substr(equals + 1).c_str(), 1);
  }
  // Two tests at once on few processors would otherwise spin against each other.
  setenv("OMP_WAIT_POLICY", "passive", 1);
  if (options.before_start) options.before_start();
  // A job in the background of a script ignores Ctrl-C, and so would the program.
  for (const int number : {SIGINT, SIGTERM, SIGQUIT}) std::signal(number, SIG_DFL);
  execv(saem_binary().c_str(), argv.data());
  _exit(99);
}

Program::~Program() {
  if (!ended()) {
    kill(process_, SIGKILL);
    waitpid(process_, &status_, 0);
  }
  std::error_code ignored;
  fs::remove(out_file_, ignored);
  fs::remove(err_file_, ignored);
}

bool Program::ended() {
  if (!ended_) ended_ = waitpid(process_, &status_, WNOHANG) == process_;
  return ended_;
}

void Program::send(int signal) const { kill(process_, signal); }

std::string Program::err() const { return content_of(err_file_); }

bool Program::wait_until(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < deadline) {
    if (condition()) return true;
    if (ended()) return condition();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

Outcome Program::finish() {
  if (!ended_) waitpid(process_, &status_, 0);
  ended_ = true;
  const bool signalled = WIFSIGNALED(status_);
  return {.exit_code = signalled ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_),
          .signalled = signalled,
          .out = content_of(out_file_),
          .err = content_of(err_file_)};
}

Outcome saem(const std::vector<std::string>& words, const RunOptions& options) {
  return Program(words, options).finish();
}

}  // namespace saem::test
