#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "saem/core/error.h"
#include "saem/task/encoders.h"
#include "saem/task/words.h"

namespace saem::detail {
namespace {

constexpr std::int64_t least_steps = 8;  // so that a window of words always fits

}  // namespace

void TextEncoder::fit(const Samples& samples, const Samples::Column& column) {
  const TextColumn& texts = texts_of(samples, column);
  std::unordered_map<std::string, std::int64_t> counts;
  std::vector<std::int64_t> lengths;
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    const std::vector<std::string> words = words_of(texts[row]);
    lengths.push_back(static_cast<std::int64_t>(words.size()));
    for (const std::string& word : words) {
      ++counts[word];
      const std::string shape = digits_as_zeros(word);
      if (!shape.empty() && shape != word) ++counts[shape];
    }
  }
  std::vector<std::pair<std::int64_t, std::string>> order;
  for (const auto& [word, count] : counts) {
    if (count >= 2) order.emplace_back(-count, word);
  }
  std::ranges::sort(order);
  if (static_cast<std::int64_t>(order.size()) > most_words_)
    order.resize(static_cast<std::size_t>(most_words_));
  std::vector<std::string> words;
  for (auto& [count, word] : order) words.push_back(std::move(word));
  words_.set(std::move(words));
  // The longest of a hundred sets no one else's size.
  std::ranges::sort(lengths);
  const std::int64_t usual = lengths.empty() ? 0 : lengths[(lengths.size() - 1) * 99 / 100];
  steps_ = std::clamp(usual, least_steps, std::max(least_steps, steps_));
}

Array TextEncoder::encode(const Samples& samples, const Samples::Column& column) const {
  const TextColumn& texts = texts_of(samples, column);
  Array out({texts.size(), steps_}, DType::i32);
  const std::span<std::int32_t> ids = out.mutable_data<std::int32_t>();
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    std::int64_t step = 0;
    for (const std::string& word : words_of(texts[row])) {
      if (step == steps_) break;
      std::int64_t id = words_.find(word);
      if (id < 0) id = words_.find(digits_as_zeros(word));
      ids[static_cast<std::size_t>(row * steps_ + step++)] = static_cast<std::int32_t>(id < 0 ? 1 : id);
    }
  }
  return out;
}

nlohmann::ordered_json TextEncoder::to_json() const {
  return {{"type", "text"}, {"steps", steps_}, {"words", words_.words()}};
}

std::unique_ptr<Encoder> TextEncoder::from_json(const nlohmann::ordered_json& json) {
  const auto steps = json.at("steps").get<std::int64_t>();
  if (steps < 1 || steps > (1 << 24))
    fail<ValueError>({"steps", fmt::format("expected steps in [1, 2^24], received {}", steps), "", ""});
  auto encoder = std::make_unique<TextEncoder>(0, steps);
  encoder->words_.set(json.at("words").get<std::vector<std::string>>());
  return encoder;
}

std::string TextEncoder::describe() const {
  return fmt::format("the first {} words, of {} that are known", steps_, words_.words().size());
}

}  // namespace saem::detail
