#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace saem::detail {

/// Keras's rule for default names: "Conv2D" → "conv2d", "MaxPooling2D" → "max_pooling2d".
[[nodiscard]] std::string snake_case(std::string_view class_name);

/// True for "GlorotUniform" and "glorot_uniform": letter case and underscores do not matter.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

/// Throws ValueError unless `name` is UTF-8 text of at least one character: names go into files and tables.
void require_name(const std::string& name, std::string_view place);

/// Throws ValueError: "Dense 'a': unknown activation "rleu"\n(known: …).\nDid you mean "relu"?".
[[noreturn]] void unknown_name(std::string_view place, std::string_view kind, std::string_view text,
                               std::span<const std::string> known);

/// Throws ValueError unless 1 ≤ value < 2³⁰.
void require_positive(std::string_view place, std::string_view option, std::int64_t value,
                      std::string_view meaning);

}  // namespace saem::detail
