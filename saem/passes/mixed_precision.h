#pragma once

#include "saem/graph/graph.h"

namespace saem {

/// The same step with its products (convolutions, matrix products and their gradients) computed from
/// bfloat16, and what lies between them kept in bfloat16.
///
/// Products add up in float32 and their results are float32; a result that is a picture, and every value that
/// a product reads, is then rounded once to bfloat16, and all its readers see the rounded value. Elementwise
/// work, statistics, losses and optimizers compute in float32; variables stay float32 (master weights), and
/// so do the gradients of kernels. bfloat16 has float32's range, so losses need no scaling.
/// Source: Micikevicius et al., "Mixed Precision Training", ICLR 2018; Kalamkar et al., "A Study of BFLOAT16
/// for Deep Learning Training", 2019.
[[nodiscard]] Graph mixed_precision(const Graph& graph);

}  // namespace saem
