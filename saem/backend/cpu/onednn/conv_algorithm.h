#pragma once

#include "saem/backend/cpu/onednn/conv_geometry.h"

namespace saem::onednn {

/// The faster algorithm for slices of `images` images: timed once per machine and kept (saem/backend/
/// algorithms.h). Winograd is a candidate for 3×3 kernels with stride 1 and many channels of float32, for
/// more than a few pictures: its error, relative to the largest element of the result, stays below 1e-5,
/// ten times that of direct summation (tests/backend/onednn_test.cpp).
[[nodiscard]] ConvAlgorithm choose_algorithm(const ConvGeometry& geometry, std::int64_t images);

/// Whether Winograd is a candidate.
[[nodiscard]] bool allows_winograd(const ConvGeometry& geometry);

}  // namespace saem::onednn
