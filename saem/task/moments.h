#pragma once

#include <optional>
#include <string_view>

#include "saem/data/tables/dates.h"
#include "saem/data/tables/numbers.h"
#include "saem/data/text_column.h"

namespace saem::detail {

/// When the examples of a column were: numbers, in whatever unit, or dates.
class Moments {
 public:
  explicit Moments(const TextColumn& texts)
      : texts_(texts), format_(find_number_format(texts)), order_(find_date_order(texts)) {}
  /// The number, or the date's seconds since 1970; nothing where the text is neither.
  [[nodiscard]] std::optional<double> at(std::int64_t row) const {
    if (const auto number = parse_number(texts_[row], format_)) return number;
    const auto date = parse_date(texts_[row], order_);
    return date ? std::optional(seconds_since_1970(*date)) : std::nullopt;
  }

 private:
  const TextColumn& texts_;
  NumberFormat format_;
  DateOrder order_;
};

}  // namespace saem::detail
