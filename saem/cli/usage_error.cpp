#include "saem/cli/usage_error.h"

#include <fmt/format.h>

namespace saem::cli {

std::string suggestion(std::string_view text, std::span<const std::string> candidates,
                       std::string_view otherwise) {
  const std::string_view nearest = nearest_name(text, candidates);
  return nearest.empty() ? std::string(otherwise) : fmt::format("Did you mean '{}'?", nearest);
}

}  // namespace saem::cli
