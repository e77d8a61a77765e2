#pragma once

#include <string>
#include <vector>

#include "saem/graph/attributes.h"

namespace saem::test {

/// What the catalogue test knows of a layer beyond what it finds out by itself.
struct CatalogueEntry {
  std::string class_name;
  std::string summary;         ///< one line for docs/layers.md
  Attributes config;           ///< the options that have no default
  Shape example;               ///< one input, without the batch
  int inputs = 1;              ///< how many of them it takes
  bool takes_indices = false;  ///< the input is 0, 1, 2, …
};

/// One entry per layer of saem, in alphabetical order.
[[nodiscard]] const std::vector<CatalogueEntry>& layer_catalogue();

}  // namespace saem::test
