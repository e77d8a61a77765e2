#include "saem/backend/backend.h"

#include <fmt/format.h>

#include "saem/backend/cpu/cpu_backend.h"
#include "saem/backend/reference/reference_backend.h"
#include "saem/core/error.h"

namespace saem {

void Kernel::prepare(std::span<const void* const>) {}

Backend& find_backend(std::string_view name) {
  static ReferenceBackend reference;
  static CpuBackend cpu;
  if (name == cpu.name()) return cpu;
  if (name == reference.name()) return reference;
  fail<ValueError>({"backend",
                    fmt::format("expected \"cpu\" or \"reference\", received \"{}\"", name),
                    {},
                    "Choose one of the two; \"reference\" is slow, and meant for comparison."});
}

}  // namespace saem
