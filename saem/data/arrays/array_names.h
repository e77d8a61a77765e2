#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "saem/data/samples.h"

namespace saem::detail {

/// What the name of an array says.
struct ArrayName {
  std::string base;               ///< without the part: "x" of "x_train"
  std::optional<Part> part = {};  ///< that its name says
  bool is_answer = false;         ///< y, label, target, …
  bool is_input = false;          ///< x, data, images, …
  bool names_classes = false;     ///< target_names, class_names, label_names
  bool names_features = false;    ///< feature_names
};

[[nodiscard]] ArrayName parse_array_name(std::string_view name);

}  // namespace saem::detail
