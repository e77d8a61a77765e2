// Linked into every test, and compiled in each build: where that build's programs lie, and where what is
// timed is kept: in the build folder, and never in the cache of who runs the tests.
#include "tests/support/this_build.h"

#include <csignal>
#include <cstdlib>

namespace saem::test {
namespace {

[[maybe_unused]] const int is_set = setenv("XDG_CACHE_HOME", SAEM_TEST_CACHE, 1);

// A shell starts what runs in the background with Ctrl-C ignored; tests, and programs that they start, wait
// for it.
[[maybe_unused]] const auto before = std::signal(SIGINT, SIG_DFL);

}  // namespace

const std::string& saem_binary() {
  static const std::string path = SAEM_BINARY;
  return path;
}

const std::string& docs_run() {
  static const std::string path = SAEM_DOCS_RUN;
  return path;
}

}  // namespace saem::test
