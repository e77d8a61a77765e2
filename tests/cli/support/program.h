#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace saem::test {

/// What a program did.
struct Outcome {
  int exit_code = -1;  ///< 128 + the signal if one ended it
  bool signalled = false;
  std::string out;  ///< stdout
  std::string err;  ///< stderr

  /// stdout as JSON; a discarded value if it is not exactly one JSON text.
  [[nodiscard]] nlohmann::json json() const;
};

struct RunOptions {
  std::filesystem::path folder;               ///< to run in
  std::vector<std::string> environment = {};  ///< "NAME=value", on top of what this process has
  std::filesystem::path input = "/dev/null";  ///< stdin
  std::filesystem::path output = {};          ///< stdout; empty: kept for Outcome::out
  std::function<void()> before_start = {};    ///< called in the child: limits, say
};

/// The real saem program, running. It is killed if it still runs at the end of the scope.
class Program {
 public:
  Program(const std::vector<std::string>& words, const RunOptions& options);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void send(int signal) const;
  /// What it has written to stderr so far.
  [[nodiscard]] std::string err() const;
  /// Waits until `condition` is true, half a minute at most. False if it does not become true, or the program
  /// ends.
  bool wait_until(const std::function<bool()>& condition);
  /// Waits for the end.
  Outcome finish();

 private:
  bool ended();

  std::filesystem::path out_file_;
  std::filesystem::path err_file_;
  pid_t process_ = -1;
  bool ended_ = false;
  int status_ = 0;
};

/// Runs saem to its end.
Outcome saem(const std::vector<std::string>& words, const RunOptions& options);

}  // namespace saem::test
