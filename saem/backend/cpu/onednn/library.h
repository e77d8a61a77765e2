#pragma once

#include <string>

namespace saem::onednn {

/// "oneDNN 2.6.3", as linked.
[[nodiscard]] std::string library_version();

}  // namespace saem::onednn
