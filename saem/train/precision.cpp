#include "saem/train/precision.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>

#include "saem/core/error.h"
#include "saem/core/simd.h"

namespace saem {

const std::vector<std::string>& precision_names() {
  static const std::vector<std::string> names{"float32", "bf16", "bf16-emulated"};  // in Precision's order
  return names;
}

Precision find_precision(std::string_view name) {
  const std::vector<std::string>& names = precision_names();
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<Precision>(found - names.begin());
  const std::string_view near = nearest_name(name, names);
  fail<ValueError>({"precision", fmt::format("there is no precision '{}'", name),
                    fmt::format("known: {}", fmt::join(names, ", ")),
                    near.empty() ? "Choose one of those." : fmt::format("Did you mean '{}'?", near)});
}

const std::string& precision_name(Precision precision) {
  return precision_names()[static_cast<std::size_t>(precision)];
}

Precision precision_here(Precision precision) noexcept {
  return precision == Precision::bf16 && !has_bfloat16() ? Precision::float32 : precision;
}

}  // namespace saem
