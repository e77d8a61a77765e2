#include "saem/compile/program_memory.h"

#include <fmt/format.h>

#include "saem/core/available_memory.h"
#include "saem/core/error.h"
#include "saem/core/format_bytes.h"

namespace saem::detail {

void check_program_memory(const CompileOptions& options, std::size_t intermediate,
                          std::span<const TensorType> outputs) {
  if (options.before_memory) return options.before_memory(intermediate);
  std::size_t results = 0;
  for (const TensorType& type : outputs)
    results += static_cast<std::size_t>(type.shape.count()) * item_size(type.dtype);
  constexpr std::size_t small = std::size_t{64} << 20;
  if (intermediate + results < small) return;
  const AvailableMemory available = available_memory();
  if (intermediate + results <= available.bytes) return;
  fail<ValueError>(
      {"compile",
       fmt::format("the program needs {} of memory, but {} leaves {}", format_bytes(intermediate + results),
                   available.limit, format_bytes(available.bytes)),
       fmt::format("intermediate values {}, results {}", format_bytes(intermediate), format_bytes(results)),
       "Compute less at once, or close other programs."});
}

}  // namespace saem::detail
