#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saem/backend/cpu/onednn/conv_geometry.h"

namespace saem::onednn {

/// How a convolution is divided: the batch is cut into slices of some images, and where there are few images,
/// the channels of the result into parts. Each piece is computed by a primitive that was made for one
/// thread, several pieces at a time. The division depends on the shapes only, and so do the bits of the
/// result, on any number of threads; and a slice's data is still in the cache when its layout is changed.
struct ConvPlan {
  std::int64_t images = 0;    ///< per slice; the last slice may have fewer
  std::int64_t slices = 0;    ///< of the batch
  std::int64_t parts = 1;     ///< of the result's channels; more than one only if slices are single images
  std::int64_t channels = 0;  ///< of the result, per part
  cpu::Epilogue epilogue;     ///< what the primitives do of the one that was asked for
  Primitive full;
  std::optional<Primitive> tail;  ///< for a smaller last slice

  [[nodiscard]] const Primitive& primitive(std::int64_t slice) const {
    return tail && slice == slices - 1 ? *tail : full;
  }
};

/// The problem of one piece of the plan, `images` images of it, as memory is.
[[nodiscard]] ConvProblem piece_problem(const ConvGeometry& geometry, const ConvPlan& plan,
                                        std::int64_t images);

/// `can_read_residual`: it lies in memory as y does, in y's dtype; otherwise the plan leaves it, and the ReLU
/// after it, to the caller (ConvPlan::epilogue). Empty if oneDNN has no implementation.
[[nodiscard]] std::optional<ConvPlan> plan_convolution(const ConvGeometry& geometry, cpu::Epilogue epilogue,
                                                       bool can_read_residual);

}  // namespace saem::onednn
