#include "saem/data/other_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "saem/core/error.h"
#include "saem/core/lower_case.h"
#include "saem/data/byte_reader.h"
#include "saem/data/file_kind.h"

namespace saem::detail {
namespace {

constexpr std::size_t looked_at = 512;

struct Advice {
  std::string_view content;  ///< its end
  std::string_view text;
};
constexpr std::array advices{
    Advice{"picture",
           "Pictures are read from FOLDER/CLASS/file; to predict, each by itself. Convert other formats than "
           "JPEG, PNG, BMP, GIF, WebP, PGM and PPM."},
    Advice{"sound", "Sounds are read from .wav: convert it, for example with ffmpeg -i FILE FILE.wav."},
    Advice{"film", "Take its sound or its pictures out of it, for example with ffmpeg."},
    Advice{"archive", "Unpack it, and name what is in it."},
    Advice{"page", "The link led to a page about the data: look there for the download itself (\"raw\")."},
};

std::string_view advice_for(std::string_view content) {
  const auto found =
      std::ranges::find_if(advices, [&](const Advice& a) { return content.ends_with(a.content); });
  return found != advices.end() ? found->text : "Save it as CSV (UTF-8) in the program that made it.";
}

}  // namespace

std::string_view other_content(std::string_view first_bytes) noexcept {
  const std::string_view first = first_bytes.substr(0, looked_at);
  const std::string_view kind = describe_content(first);
  if (kind == "text" || kind == unknown_content || kind == "an empty file" || kind == "an IDX file")
    return {};
  // No byte of a text is below 9, but in UTF-16, whose first two bytes are no signature.
  const bool is_sure = std::ranges::any_of(first, [](char c) { return c >= 0 && c < '\t'; }) ||
                       kind == "a web page" || kind == "a PDF document" || kind == "an XML text";
  return is_sure ? kind : std::string_view();
}

std::string_view content_of_other(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return {};
  std::string first(looked_at, '\0');
  try {
    ByteReader reader(file);
    first.resize(reader.read(std::as_writable_bytes(std::span(first))));
  } catch (const FileError&) {
    return {};
  }
  return other_content(first);
}

void refuse_other_content(std::string_view content, const std::filesystem::path& file) {
  if (content.empty()) return;
  constexpr std::array<std::string_view, 4> workbooks{".xlsx", ".xlsm", ".xls", ".ods"};
  const std::string extension = lower_case(file.extension().string());
  const bool is_workbook = std::ranges::find(workbooks, extension) != workbooks.end();
  fail<FileError>({file == "-" ? "standard input" : file.string(),
                   fmt::format("expected text, received {}", is_workbook ? "a workbook of sheets" : content),
                   "",
                   is_workbook ? "Save the sheet as CSV (UTF-8) in the program that made it."
                               : std::string(advice_for(content))});
}

}  // namespace saem::detail
