#pragma once

#include <string>
#include <string_view>

#include "saem/cli/option_table.h"

namespace saem::cli {

/// What `saem help COMMAND` prints.
[[nodiscard]] std::string help_text(const CommandText& text, const OptionTable& table);

/// "saem train DATA [OPTION …]".
[[nodiscard]] std::string usage_line(const CommandText& text, const OptionTable& table);

/// Words, broken into lines of at most `width` characters, all but the first indented.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace saem::cli
