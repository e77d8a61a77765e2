#include "saem/data/text_column.h"

#include <fmt/format.h>

#include "saem/core/error.h"

namespace saem {

TextColumn::TextColumn(std::span<const std::string> texts) {
  auto block = std::make_shared<std::string>();
  std::size_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size();
  block->reserve(bytes);
  places_.reserve(texts.size());
  for (const std::string& text : texts) {
    places_.push_back({block->size(), static_cast<std::uint32_t>(text.size())});
    *block += text;
  }
  block_ = std::move(block);
}

TextColumn::TextColumn(std::shared_ptr<const std::string> block, std::vector<Place> places)
    : block_(std::move(block)), places_(std::move(places)) {}

TextColumn TextColumn::take(std::span<const std::int64_t> rows) const {
  std::vector<Place> places;
  places.reserve(rows.size());
  for (const std::int64_t row : rows) {
    if (row < 0 || row >= size()) {
      fail<ValueError>({"TextColumn::take", fmt::format("expected rows in [0, {}), received {}", size(), row),
                        "", "Indices count from 0."});
    }
    places.push_back(places_[static_cast<std::size_t>(row)]);
  }
  TextColumn some(block_, std::move(places));
  some.group_sign_ = group_sign_;
  return some;
}

std::vector<std::string> TextColumn::to_strings() const {
  std::vector<std::string> texts;
  texts.reserve(places_.size());
  for (std::int64_t row = 0; row < size(); ++row) texts.emplace_back((*this)[row]);
  return texts;
}

}  // namespace saem
