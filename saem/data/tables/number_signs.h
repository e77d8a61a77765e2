#pragma once

#include <optional>
#include <string>

#include "saem/data/text_column.h"

namespace saem {

/// A column of numbers that were written with a sign.
struct SignedColumn {
  TextColumn numbers;  ///< without it
  std::string sign;    ///< "%", "$", …
};

/// The column without its per cent or currency sign (% $ € £ ¥ ₩ 원), before or behind the number, if every
/// cell that is not missing is then a number and one at least had the sign. Nothing for any other column.
[[nodiscard]] std::optional<SignedColumn> without_number_signs(const TextColumn& column);

}  // namespace saem
