#include "saem/cli/version.h"

#include <fmt/format.h>

#include "saem/cli/arguments.h"
#include "saem/cli/commands.h"
#include "saem/cli/exit_code.h"
#include "saem/cli/output.h"

namespace saem::cli {

std::string_view version_number() noexcept { return SAEM_VERSION; }

int version(Words words) {
  Arguments arguments("version", "Prints the version.", "  saem --version\n");
  if (arguments.parse(words)) print(fmt::format("saem {}\n", version_number()));
  return exit_success;
}

}  // namespace saem::cli
