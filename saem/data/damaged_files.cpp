#include "saem/data/damaged_files.h"

#include <fmt/format.h>

#include <cstddef>
#include <span>

#include "saem/core/parallel.h"
#include "saem/data/image_reader.h"
#include "saem/data/pictures/archive.h"
#include "saem/data/sounds/wav.h"

namespace saem {
namespace {

/// What is wrong with a file, in a line that names it; empty if nothing is.
std::string damage_of(const FileColumn& column, std::size_t i) {
  const std::string place = column.files[i].string();
  try {
    const std::string bytes = read_member(column.files[i]);
    const auto content = std::as_bytes(std::span(bytes));
    if (column.kind == FileColumn::Kind::picture) {
      static_cast<void>(ImageReader(content, place).decode());
    } else {
      static_cast<void>(parse_wav(content, place));
    }
  } catch (const FileError& error) {
    const std::string text = error.what();
    return text.substr(0, text.find('\n'));
  }
  return "";
}

}  // namespace

void leave_out_damaged_files(ReaderResult& result) {
  Samples& samples = result.samples;
  std::vector<std::string> damage(static_cast<std::size_t>(samples.size()));
  bool has_files = false;
  for (const Samples::Column& column : samples.columns) {
    const auto* files = std::get_if<FileColumn>(&column.values);
    if (files == nullptr) continue;
    has_files = true;
    parallel_for(samples.size(), 1, [&](std::int64_t begin, std::int64_t end) {
      for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
        if (damage[i].empty()) damage[i] = damage_of(*files, i);
      }
    });
  }
  if (!has_files) return;
  std::vector<std::int64_t> good;
  for (std::size_t i = 0; i < damage.size(); ++i) {
    if (damage[i].empty()) {
      good.push_back(static_cast<std::int64_t>(i));
    } else {
      result.skipped.push_back(damage[i]);
    }
  }
  if (good.size() == damage.size()) return;
  if (good.empty()) {
    fail<FileError>({samples.name, "no file can be read",
                     fmt::format("{} were left out: {}", damage.size(), damage.front()),
                     "Copy or download the files again."});
  }
  samples = samples.take(good);
}

}  // namespace saem
