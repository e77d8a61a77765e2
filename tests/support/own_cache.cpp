// Linked into every test: what it times, and what the programs that it starts time, is kept in the build
// folder, and never in the cache of who runs the tests.
#include <cstdlib>

namespace {

[[maybe_unused]] const int is_set = setenv("XDG_CACHE_HOME", SAEM_TEST_CACHE, 1);

}  // namespace
