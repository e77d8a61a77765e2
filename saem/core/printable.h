#pragma once

#include <string>
#include <string_view>

namespace saem::detail {

/// Text from data (names, cells, names of files) as it may stand in one line on a terminal: control
/// characters, among them line ends, TABs and what begins a terminal's commands, and bytes that are no UTF-8
/// become "\n", "\t", "\u001B", "\xFF".
[[nodiscard]] std::string printable(std::string_view text);

/// The same of a whole output: line ends and TABs stay.
[[nodiscard]] std::string printable_lines(std::string_view text);

}  // namespace saem::detail
