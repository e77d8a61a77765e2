#pragma once

#include <string>
#include <vector>

namespace saem::test {

struct KerasLayer {
  std::string name;
  std::vector<std::string> options;
};

/// Keras's layers, with the names of their options.
[[nodiscard]] const std::vector<KerasLayer>& keras_layers();

}  // namespace saem::test
