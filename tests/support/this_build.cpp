// Linked into every test, and compiled in each build: where that build's programs lie, and where what is
// timed is kept: in the build folder, and never in the cache of who runs the tests.
#include "tests/support/this_build.h"

#include <cstdlib>

namespace saem::test {
namespace {

[[maybe_unused]] const int is_set = setenv("XDG_CACHE_HOME", SAEM_TEST_CACHE, 1);

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
