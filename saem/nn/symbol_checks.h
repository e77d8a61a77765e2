#pragma once

#include <string_view>

#include "saem/nn/symbol.h"

namespace saem::detail {

/// What stands behind a symbol. Throws ValueError, in the name of `place`, for one made of a null pointer.
[[nodiscard]] const Symbol::Node& node_of(const Symbol& symbol, std::string_view place);

}  // namespace saem::detail
