#pragma once

#include "saem/graph/graph.h"

namespace saem {

/// Lets convolutions pad: conv(pad(x)) becomes a convolution with more padding, and so do its gradients,
/// whose input gradient is then no longer computed for zeros only to be cut off. The padded picture is never
/// written. The same products are added up, in an order that may differ.
[[nodiscard]] Graph fold_padding(const Graph& graph);

}  // namespace saem
