#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "saem/graph/graph.h"
#include "saem/train/optimizer.h"
#include "tests/train/support/random_model.h"

namespace saem::testing_support {

/// A training step of a random model on its batch: parameters x and y; outputs loss, prediction, and the
/// gradient of each trainable weight; updates as the layers assign them, and, given an optimizer, its own.
[[nodiscard]] Graph step_graph(const RandomModel& random, Optimizer* optimizer = nullptr);

/// A graph in float64 whose results depend on nothing but its parameters.
struct WideGraph {
  Graph graph;
  std::vector<Array> values;  ///< of the parameters, as they were
  /// Which parameter stands for the trainable weight whose gradient is output 2 + i.
  std::vector<std::size_t> weights;
};

/// The same step with float64 wherever float32 was, and parameters in place of variables. (Random numbers are
/// the same ones.)
[[nodiscard]] WideGraph widened(const RandomModel& random, const Graph& graph);

/// Largest difference of two arrays of one shape; infinite if one has a NaN.
[[nodiscard]] double distance(const Array& a, const Array& b);
/// Largest magnitude.
[[nodiscard]] double magnitude(const Array& a);

}  // namespace saem::testing_support
