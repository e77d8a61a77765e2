#pragma once

#include <filesystem>
#include <string_view>

namespace saem::detail {

/// What a file surely is that is no text, as describe_content says; empty for texts, and for what is not
/// known. Names do not count, and neither do two letters alone: "BMI;age" begins a table.
[[nodiscard]] std::string_view other_content(std::string_view first_bytes) noexcept;
/// The same of a file, unpacked if it is gzip. Empty if it cannot be read: whoever reads it says why.
[[nodiscard]] std::string_view content_of_other(const std::filesystem::path& file);

/// Throws FileError for such content, with what to do about it. Nothing happens for empty content.
void refuse_other_content(std::string_view content, const std::filesystem::path& file);

}  // namespace saem::detail
