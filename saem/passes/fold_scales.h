#pragma once

#include "saem/graph/graph.h"

namespace saem {

/// Folds scales and shifts per channel that follow a convolution or a matrix product into its weights and one
/// bias: conv(x, w) · s + t becomes conv(x, w·s) + t, for chains of add, subtract, multiply, divide and
/// negative with vectors (channels,) or scalars. So batch normalisation costs nothing in inference.
///
/// Only where weights, scales and shifts are steady (they depend on constants and on variables that the graph
/// does not write: w·s is then computed when a variable changes, not in each run), and where nobody else
/// reads what lies between. A training step writes what it learns, so nothing of that is folded there.
///
/// The result differs by rounding only: with u = 2⁻²⁴ (float32), K products per sum and n links in the chain,
/// by at most 2·(K + 2n + 2)·u·(Σ|x·w·s| + Σ|shifts, scaled|) per element. (Both forms lie within half of
/// that of the exact value; Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.)
[[nodiscard]] Graph fold_scales(const Graph& graph);

}  // namespace saem
