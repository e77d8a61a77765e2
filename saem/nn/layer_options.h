#pragma once

#include <string>

namespace saem {

/// Options of layers that have none of their own.
struct LayerOptions {
  std::string name = {};
};

}  // namespace saem
