#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saem::docs {

/// A piece of code in a markdown file.
struct Block {
  std::string language;            ///< "cpp", "text", "console"
  std::string tag;                 ///< what stands behind it: "global", "compile"
  std::vector<std::string> lines;  ///< without the fences
  std::size_t begin = 0;           ///< line number of the opening fence, from 0
  std::size_t end = 0;             ///< of the line behind the closing one
};

[[nodiscard]] std::string read(const std::filesystem::path& path);
[[nodiscard]] std::vector<std::string> split_lines(std::string_view text);
[[nodiscard]] std::string join_lines(const std::vector<std::string>& lines);

/// The fenced blocks, and the hidden ones, which are comments: <!-- cpp … -->.
[[nodiscard]] std::vector<Block> blocks_of(const std::vector<std::string>& lines);

/// Where two texts differ, or nothing. Times (21 s, 3 ms/step) and rates (140 img/s) are not compared, and
/// numbers with decimals may differ by one in their last digit, or by `tolerance` (relative, above 1): the
/// order of some sums depends on the processor.
[[nodiscard]] std::optional<std::string> difference(std::string_view recorded, std::string_view now,
                                                    double tolerance = 0);

/// Checks a page against what it should say, or, where SAEM_UPDATE_DOCS is set, writes it. Fails the test.
void check_page(const std::filesystem::path& page, const std::string& text);
/// True if `make docs` runs.
[[nodiscard]] bool updating();
/// The top folder of the repository.
[[nodiscard]] std::filesystem::path repository();

}  // namespace saem::docs
