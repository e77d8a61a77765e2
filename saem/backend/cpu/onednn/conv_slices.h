#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saem/backend/cpu/onednn/conv_geometry.h"

namespace saem::onednn {

/// How a convolution is divided: the batch is cut into slices of some images, each computed by a primitive
/// that was made for one thread, several slices at a time. The division depends on the shapes only, and so do
/// the bits of the result, on any number of threads; and a slice's data is still in the cache when its layout
/// is changed.
struct ConvPlan {
  std::int64_t images = 0;  ///< per slice; the last slice may have fewer
  std::int64_t slices = 0;
  int threads = 1;  ///< that each primitive uses; more than 1 only if there is one slice
  Primitive full;
  std::optional<Primitive> tail;  ///< for a smaller last slice

  [[nodiscard]] const Primitive& primitive(std::int64_t slice) const {
    return tail && slice == slices - 1 ? *tail : full;
  }
};

/// Empty if oneDNN has no implementation.
[[nodiscard]] std::optional<ConvPlan> plan_convolution(const ConvGeometry& geometry, cpu::Epilogue epilogue);

}  // namespace saem::onednn
