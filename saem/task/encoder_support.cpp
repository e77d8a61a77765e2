#include "saem/task/encoder_support.h"

#include <fmt/format.h>

#include <numeric>

#include "saem/core/printable.h"
#include "saem/data/line_reader.h"

namespace saem::detail {

const TextColumn& texts_of(const Samples& samples, const Samples::Column& column) {
  if (const auto* texts = std::get_if<TextColumn>(&column.values)) return *texts;
  fail<ValueError>({fmt::format("{}: '{}'", samples.name, column.name),
                    "expected texts, received recordings, files or arrays", "",
                    "Give data laid out like those that the model was trained on."});
}

std::string place_of(const Samples& samples, std::int64_t example, std::string_view column) {
  const auto i = static_cast<std::size_t>(example);
  const std::string where =
      i < samples.places.size() ? samples.places[i] : fmt::format("example {}", example);
  return fmt::format("{}, {}: '{}'", samples.name, where, printable(column));
}

Message unexpected_cell(const Samples& samples, std::int64_t example, std::string_view column,
                        std::string_view expected, std::string_view text) {
  return {.place = place_of(samples, example, column),
          .problem = fmt::format("expected a {}, received {}", expected, in_quotes(text)),
          .context = "",
          .advice = fmt::format("Correct it{}, leave it empty, or leave such rows out with --on-bad-sample "
                                "skip; a column of names is said with --kind COLUMN=category.",
                                expected == "date" ? " (dates as 2024-12-31)" : "")};
}

std::vector<std::int64_t> learned_rows(const Samples& samples) {
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < samples.parts.size(); ++i) {
    if (samples.parts[i] == Part::train) rows.push_back(static_cast<std::int64_t>(i));
  }
  if (!rows.empty()) return rows;
  rows.resize(static_cast<std::size_t>(samples.size()));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  return rows;
}

void Vocabulary::set(std::vector<std::string> words) {
  words_ = std::move(words);
  ids_.clear();
  for (std::size_t i = 0; i < words_.size(); ++i)
    ids_.emplace(words_[i], first_ + static_cast<std::int64_t>(i));
}

std::int64_t Vocabulary::find(std::string_view word) const {
  const auto found = ids_.find(word);
  return found == ids_.end() ? -1 : found->second;
}

}  // namespace saem::detail
