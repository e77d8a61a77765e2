#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saem::cli {

/// The shells that completion_script knows: "bash", "zsh", "fish".
[[nodiscard]] const std::vector<std::string>& shell_names();

/// A script that teaches a shell saem's commands, options and their values, from the commands' tables.
[[nodiscard]] std::string completion_script(std::string_view shell);

/// saem(1) in roff's man macros, from the same tables.
[[nodiscard]] std::string manual_page();

}  // namespace saem::cli
