#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "saem/core/error.h"
#include "saem/task/text_encoder.h"
#include "saem/task/words.h"

namespace saem::detail {
namespace {

constexpr std::int64_t least_steps = 8;  // so that a window of words always fits
constexpr std::int64_t most_characters = 256;
constexpr std::size_t most_different_characters = 2'000;

using Occurrences = std::unordered_map<std::string, std::int64_t>;

/// What occurs at least twice, the most frequent first.
std::vector<std::string> frequent_of(const Occurrences& counts, std::size_t most) {
  std::vector<std::pair<std::int64_t, std::string>> order;
  for (const auto& [name, count] : counts) {
    if (count >= 2) order.emplace_back(-count, name);
  }
  std::ranges::sort(order);
  if (order.size() > most) order.resize(most);
  std::vector<std::string> names;
  for (auto& [count, name] : order) names.push_back(std::move(name));
  return names;
}

/// The longest of a hundred sets no one else's size.
std::int64_t usual_text_length(std::vector<std::int64_t>& lengths, std::int64_t most) {
  std::ranges::sort(lengths);
  const std::int64_t usual = lengths.empty() ? 0 : lengths[(lengths.size() - 1) * 99 / 100];
  return std::clamp(usual, least_steps, std::max(least_steps, most));
}

}  // namespace

void TextEncoder::fit(const Samples& samples, const Samples::Column& column) {
  const TextColumn& texts = texts_of(samples, column);
  Occurrences words, characters;
  std::vector<std::int64_t> word_lengths, character_lengths;
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    const std::vector<std::string> these = words_of(texts[row]);
    word_lengths.push_back(static_cast<std::int64_t>(these.size()));
    for (const std::string& word : these) {
      ++words[word];
      const std::string shape = digits_as_zeros(word);
      if (!shape.empty() && shape != word) ++words[shape];
    }
    const auto first = characters_of(texts[row], most_characters);
    character_lengths.push_back(static_cast<std::int64_t>(first.size()));
    for (const std::string_view c : first) ++characters[std::string(c)];
  }
  words_.set(frequent_of(words, static_cast<std::size_t>(most_words_)));
  characters_.set(frequent_of(characters, most_different_characters));
  steps_ = usual_text_length(word_lengths, steps_);
  character_steps_ = usual_text_length(character_lengths, most_characters);
}

Array TextEncoder::encode(const Samples& samples, const Samples::Column& column) const {
  const TextColumn& texts = texts_of(samples, column);
  const std::int64_t width = steps_ + character_steps_;
  Array out({texts.size(), width}, DType::i32);
  std::int32_t* ids = out.mutable_data<std::int32_t>().data();
  const auto known = [](std::int64_t id) { return static_cast<std::int32_t>(id < 0 ? 1 : id); };
  for (std::int64_t row = 0; row < texts.size(); ++row, ids += width) {
    std::int64_t step = 0;
    for (const std::string& word : words_of(texts[row])) {
      if (step == steps_) break;
      std::int64_t id = words_.find(word);
      if (id < 0) id = words_.find(digits_as_zeros(word));
      ids[step++] = known(id);
    }
    step = steps_;
    for (const std::string_view c : characters_of(texts[row], static_cast<std::size_t>(character_steps_)))
      ids[step++] = known(characters_.find(c));
  }
  return out;
}

nlohmann::ordered_json TextEncoder::to_json() const {
  return {{"type", "text"},
          {"steps", steps_},
          {"words", words_.words()},
          {"character_steps", character_steps_},
          {"characters", characters_.words()}};
}

std::unique_ptr<Encoder> TextEncoder::from_json(const nlohmann::ordered_json& json) {
  const auto steps = json.at("steps").get<std::int64_t>();
  const auto characters = json.value("character_steps", std::int64_t{0});
  if (steps < 1 || steps > (1 << 24) || characters < 0 || characters > (1 << 24)) {
    fail<ValueError>(
        {"steps", fmt::format("expected steps in [1, 2^24], received {} and {}", steps, characters), "", ""});
  }
  auto encoder = std::make_unique<TextEncoder>(0, steps);
  encoder->words_.set(json.at("words").get<std::vector<std::string>>());
  encoder->character_steps_ = characters;
  if (characters > 0) encoder->characters_.set(json.at("characters").get<std::vector<std::string>>());
  return encoder;
}

std::string TextEncoder::describe() const {
  const std::string words =
      fmt::format("the first {} words, of {} that are known", steps_, words_.words().size());
  if (character_steps_ == 0) return words;
  return fmt::format("{}, and the first {} characters, of {}", words, character_steps_,
                     characters_.words().size());
}

}  // namespace saem::detail
