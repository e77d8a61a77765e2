#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saem/compile/compile.h"

namespace saem {

/// "float32", "bf16", "bf16-emulated".
[[nodiscard]] const std::vector<std::string>& precision_names();
/// Throws ValueError, with the nearest name, if there is no such precision.
[[nodiscard]] Precision find_precision(std::string_view name);
[[nodiscard]] const std::string& precision_name(Precision precision);

/// For a model that comes from another machine: where the processor has no bfloat16 instructions, float32 in
/// place of bf16. It is faster there, and rounds less.
[[nodiscard]] Precision precision_here(Precision precision) noexcept;

}  // namespace saem
