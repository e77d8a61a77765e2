#pragma once

#include <string>

// The scripts of completion_script, one file each.
namespace saem::cli {

[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();

}  // namespace saem::cli
