#include "saem/data/texts/text_builder.h"

#include <fmt/format.h>

#include <limits>
#include <set>

namespace saem::detail {

void TextBuilder::add(std::string_view text, std::string_view label, std::string place,
                      const std::string& full_place) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) {
    return skip({full_place, "there is no text", fmt::format("label '{}'", label),
                 "Correct it, or leave bad examples out (skip)."});
  }
  text = text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
    return skip({full_place, "the text is longer than 4 GB", "", "Divide it."});
  }
  texts_.emplace_back(text);
  labels_.emplace_back(label);
  places_.push_back(std::move(place));
}

void TextBuilder::add_skipped(const std::vector<std::string>& lines) {
  all_skipped_.insert(all_skipped_.end(), lines.begin(), lines.end());
}

void TextBuilder::note(const std::string& text) {
  if (++note_counts_[text] == 1) notes_.push_back(text);
}

ReaderResult TextBuilder::finish() {
  add_skipped(skipped_.take());
  if (texts_.empty()) {
    fail<FileError>({name_, "there is no text", all_skipped_.empty() ? "" : all_skipped_.front(),
                     "Check that the file is complete."});
  }
  for (std::string& text : notes_) {
    if (note_counts_[text] > 1) text = fmt::format("{} ({} times)", text, note_counts_[text]);
  }
  notes_.push_back(fmt::format("{} texts, {} labels", texts_.size(),
                               std::set<std::string>(labels_.begin(), labels_.end()).size()));
  Samples samples{.name = name_, .target = "label", .places = std::move(places_), .notes = std::move(notes_)};
  samples.columns.push_back({"text", TextColumn(texts_)});
  samples.columns.push_back({"label", TextColumn(labels_)});
  return {std::move(samples), std::move(all_skipped_)};
}

}  // namespace saem::detail
