#include "saem/runs/model_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/atomic_file.h"
#include "saem/runs/card_sections.h"

namespace saem::runs {
namespace {

namespace fs = std::filesystem;

/// What is left of a README.md by saem when a person has taken the remark out is that person's.
bool is_of_saem(const fs::path& file) {
  const std::string text = read_file(file, std::size_t{1} << 26);
  return std::ranges::any_of(card_languages(), [&](const std::string& language) {
    return text.find(card_words(language).made_by) != std::string::npos;
  });
}

}  // namespace

std::string model_card(const RunDetails& run, const std::string& language) {
  const CardWords& words = card_words(language);
  std::string card = card_front_matter(run);
  card += fmt::format("\n<!-- {} -->\n", words.made_by);
  for (const auto section :
       {card_introduction, card_use, card_scores, card_data, card_training, card_limits, card_repeat}) {
    const std::string text = section(run, words);
    if (!text.empty()) card += "\n" + text;
  }
  return card;
}

bool write_model_card(const fs::path& run, const ModelCardOptions& options) {
  const std::string card = model_card(read_run(run), options.language);
  const fs::path file = run / "README.md";
  std::error_code ignored;
  if (!options.replace && fs::exists(file, ignored) && !is_of_saem(file)) return false;
  write_file(file, card);
  return true;
}

}  // namespace saem::runs
