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

/// The precision for a model whose file says `name`: where the processor has no bfloat16 instructions, "bf16"
/// becomes float32, which is faster there and rounds less. Throws ValueError like find_precision.
[[nodiscard]] Precision precision_here(std::string_view name);

}  // namespace saem
