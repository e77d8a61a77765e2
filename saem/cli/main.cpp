#include <csignal>
#include <exception>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "saem/cli/commands.h"
#include "saem/cli/exit_code.h"
#include "saem/cli/output.h"
#include "saem/cli/stop_at_once.h"
#include "saem/cli/usage_error.h"

namespace {

using namespace saem::cli;

int run(Words words) {
  if (words.empty()) {
    saem::fail<UsageError>({.place = "saem",
                            .problem = "a command is missing",
                            .context = "",
                            .advice = "Begin with saem train fashion-mnist, or see saem --help."});
  }
  const std::string& first = words.front();
  if (first == "--help" || first == "-h") return help_command().run({});
  if (first == "--version") return version_command().run({});
  const auto [command, rest] = find_command(words);
  return command.run(rest);
}

// Who reads JSON gets an object also when there is no result.
int report_failure(Words words, const std::string& message, int exit_code) {
  print_error(message);
  for (const std::string& word : words) {
    if (word == "--") break;
    if (word != "--json") continue;
    print(nlohmann::ordered_json{{"error", message}, {"exit_code", exit_code}}.dump(
              2, ' ', false, nlohmann::json::error_handler_t::replace) +
          "\n");
    break;
  }
  return exit_code;
}

// Turns whatever happens into an exit code.
template <class Body>
int guarded(Words words, Body body) {
  try {
    return body();
  } catch (const UsageError& error) {
    return report_failure(words, error.what(), exit_usage);
  } catch (const saem::Error& error) {
    return report_failure(words, error.what(), exit_failure);
  } catch (const std::bad_alloc&) {
    return report_failure(words,
                          "the memory of this machine does not suffice.\n"
                          "Use a smaller --batch-size or less data, or close other programs.",
                          exit_failure);
  } catch (const std::exception& error) {
    return report_failure(words, std::string("internal error: ") + error.what(), exit_failure);
  }
}

}  // namespace

int main(int argc, char** argv) {
  // A reader of stdout that goes away (head, a closed pipe) must not end a training run.
  std::signal(SIGPIPE, SIG_IGN);
  // A file beyond the limit (ulimit -f) is an error with a message, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  const StopAtOnce on_signal;
  if (argc > 0) set_program(argv[0]);
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const int result = guarded(words, [&] { return run(words); });
  const int printed = guarded({}, [] {
    finish_printing();
    return exit_success;
  });
  return result != exit_success ? result : printed;
}
