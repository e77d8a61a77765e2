#pragma once

#include <vector>

#include "saem/graph/tensor.h"
#include "saem/graph/variable.h"

namespace saem {

/// A step before compilation: parameters in, outputs out, variables changed.
struct Graph {
  Tensors parameters;  ///< nodes of parameter_op
  Tensors outputs;
  std::vector<UpdateScope::Update> updates;
};

}  // namespace saem
