#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saem::runs {

/// Text that shows in Markdown as it is, in a sentence, a heading or a cell of a table: what Markdown or HTML
/// would take for markup is escaped, line ends and control characters become spaces, and what is no UTF-8
/// becomes U+FFFD. Source: CommonMark 0.30, section 2.4 (backslash escapes).
[[nodiscard]] std::string markdown_text(std::string_view text);

/// Text as code in a line: fenced by more backticks than stand together in it. In a cell of a table, too.
[[nodiscard]] std::string markdown_code(std::string_view text);

/// Lines as a block of code. @param kind  "console"
[[nodiscard]] std::string markdown_block(std::string_view kind, std::string_view lines);

/// A table with a heading. Cells are Markdown already. Empty without rows.
[[nodiscard]] std::string markdown_table(const std::vector<std::string>& heading,
                                         const std::vector<std::vector<std::string>>& rows);

/// A text in quotes as YAML reads it back: a JSON string is one in YAML 1.2 (its section 1.3).
[[nodiscard]] std::string yaml_text(std::string_view text);

}  // namespace saem::runs
