#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "saem/task/encoders.h"

namespace saem::detail {

void CategoryEncoder::fit(const Samples& samples, const Samples::Column& column) {
  const TextColumn& texts = texts_of(samples, column);
  std::map<std::string, std::int64_t, std::less<>> counts;
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    const auto found = counts.find(texts[row]);
    if (found == counts.end()) {
      counts.emplace(std::string(texts[row]), 1);
    } else {
      ++found->second;
    }
  }
  // With many names, those seen once would each get weights that nothing can train.
  std::vector<std::pair<std::int64_t, std::string>> order;
  const std::int64_t least = static_cast<std::int64_t>(counts.size()) > 20 ? 2 : 1;
  for (auto& [name, count] : counts) {
    if (count >= least) order.emplace_back(-count, name);
  }
  std::ranges::sort(order);
  if (static_cast<std::int64_t>(order.size()) > most_) order.resize(static_cast<std::size_t>(most_));
  std::vector<std::string> names;
  for (auto& [count, name] : order) names.push_back(std::move(name));
  std::ranges::sort(names);
  names_.set(std::move(names));
}

Array CategoryEncoder::encode(const Samples& samples, const Samples::Column& column) const {
  const TextColumn& texts = texts_of(samples, column);
  Array out({texts.size()}, DType::i32);
  const std::span<std::int32_t> ids = out.mutable_data<std::int32_t>();
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    ids[static_cast<std::size_t>(row)] =
        static_cast<std::int32_t>(std::max<std::int64_t>(0, names_.find(texts[row])));
  }
  return out;
}

nlohmann::ordered_json CategoryEncoder::to_json() const {
  return {{"type", "category"}, {"names", names_.words()}};
}

std::unique_ptr<Encoder> CategoryEncoder::from_json(const nlohmann::ordered_json& json) {
  auto encoder = std::make_unique<CategoryEncoder>(0);
  encoder->names_.set(json.at("names").get<std::vector<std::string>>());
  return encoder;
}

std::string CategoryEncoder::describe() const {
  return fmt::format("one of {} names, or another", names_.words().size());
}

}  // namespace saem::detail
