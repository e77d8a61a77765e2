#pragma once

#include <string>

namespace saem::runs {

/// A text as a shell reads it back as one word: in quotes where that is needed.
[[nodiscard]] std::string shell_argument(const std::string& text);

}  // namespace saem::runs
