#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "saem/train/model_state.h"

namespace saem::detail {

/// A model without its weights, as model files describe it (docs/model-file.md).
struct Architecture {
  struct LayerEntry {
    std::string class_name;
    std::string name;
    Attributes config;
    bool trainable = true;
    std::shared_ptr<const Architecture> model = {};  ///< of a layer that is a model
  };
  std::string name;
  bool sequential = false;
  std::vector<LayerEntry> layers;
  ModelGraph graph;  ///< the types of calls are not part of it
};

/// Throws ValueError if a text in it is not UTF-8.
[[nodiscard]] std::string to_json(const Architecture& architecture);

/// Throws ValueError, saying which part, unless the text describes a model: every field present and of its
/// kind, no unknown field, every number of a layer or value within range, no value used before it is made.
[[nodiscard]] Architecture architecture_from_json(std::string_view text);

}  // namespace saem::detail
