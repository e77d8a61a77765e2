#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saem/core/error.h"

namespace saem::cli {

/// A command line that cannot be followed: exit code 2.
class UsageError : public Error {
  using Error::Error;
};

/// "Did you mean 'train'?", or `otherwise` if no candidate is near.
[[nodiscard]] std::string suggestion(std::string_view text, std::span<const std::string> candidates,
                                     std::string_view otherwise);

}  // namespace saem::cli
