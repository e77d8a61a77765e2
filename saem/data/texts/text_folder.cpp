#include "saem/data/texts/text_folder.h"

#include <array>

#include "saem/data/class_folders.h"
#include "saem/data/tables/text_file.h"
#include "saem/data/texts/text_builder.h"

namespace saem {

ReaderResult read_text_folder(const std::filesystem::path& root, const TextOptions& options) {
  constexpr std::array<std::string_view, 1> extensions = {".txt"};
  ClassFolders found = walk_class_folders(root, extensions, {options.on_bad_sample, {"unsup"}});
  std::error_code error;
  detail::TextBuilder builder(std::filesystem::weakly_canonical(root, error).filename().string(),
                              options.on_bad_sample);
  for (const std::string& text : found.notes) builder.note(text);
  builder.add_skipped(found.skipped);
  std::vector<Part> parts;
  for (std::size_t i = 0; i < found.files.size(); ++i) {
    const std::int64_t before = builder.size();
    try {
      const TextFile file = read_text_file(found.files[i], options.encoding);
      for (const std::string& text : file.notes) builder.note(text);
      builder.add(file.text, found.labels[i], found.places[i], found.files[i].string());
    } catch (const FileError& damage) {
      builder.skip(damage);
    }
    if (builder.size() > before && !found.parts.empty()) parts.push_back(found.parts[i]);
  }
  ReaderResult result = builder.finish();
  result.samples.parts = std::move(parts);
  return result;
}

}  // namespace saem
