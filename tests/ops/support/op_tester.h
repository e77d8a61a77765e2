#pragma once

#include <string>

#include "saem/graph/op.h"

namespace saem::testing {

// What the one tester of all ops checks on one sample. Each function returns what it found wrong, one line
// per finding; an empty text if all is well.

/// The cpu backend in float32 against the reference loop in float64: floating outputs within the sample's
/// tolerance, relative to the largest magnitude, all others exactly.
[[nodiscard]] std::string check_backends(const Op& op, const Sample& sample);

/// The reference loop on outputs that hold rubbish beforehand: each element must be written.
[[nodiscard]] std::string check_reference_writes_everything(const Op& op, const Sample& sample);

/// The gradient of Σ w · output against central differences in float64, for random w.
[[nodiscard]] std::string check_gradient(const Op& op, const Sample& sample, Generator& g);

/// The gradient of Σ v · gradient against central differences of it, for random v.
[[nodiscard]] std::string check_second_gradient(const Op& op, const Sample& sample, Generator& g);

/// The sample's inputs as the op's samplers made them, drawn anew for each (op, sampler, seed).
[[nodiscard]] Sample draw(const Op& op, std::size_t sampler, std::uint64_t seed);

}  // namespace saem::testing
