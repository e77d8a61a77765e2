#include "saem/cli/version.h"

#include <fmt/format.h>

#include "saem/cli/commands.h"
#include "saem/cli/output.h"

namespace saem::cli {

std::string_view version_number() noexcept { return SAEM_VERSION; }

namespace {

struct NoOptions {};
void declare(Arguments& /*arguments*/, NoOptions& /*settings*/) {}
int version(const NoOptions& /*settings*/, Words /*words*/) {
  print(fmt::format("saem {}\n", version_number()));
  return exit_success;
}

}  // namespace

Command version_command() {
  return make_command<NoOptions>({.name = "version",
                                  .brief = "print the version",
                                  .description = "Prints the version.",
                                  .examples = {{"saem version"}, {"saem --version"}}},
                                 declare, version);
}

}  // namespace saem::cli
