#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/core/shape.h"
#include "saem/ops/convolution.h"

namespace saem::detail {

/// What convolution and pooling layers share: a window that moves over sequences (batch, steps, channels),
/// pictures (batch, height, width, channels) or volumes (batch, depth, height, width, channels). One number
/// per spatial axis each.
struct SpatialWindow {
  std::vector<std::int64_t> size;
  std::vector<std::int64_t> strides;
  std::string padding;  ///< "valid": the window stays inside; "same": ⌈extent / stride⌉ outputs; "causal"
  std::vector<std::int64_t> dilation;

  [[nodiscard]] int axes() const { return static_cast<int>(size.size()); }

  /// Throws ValueError, in the name of `title`, for a size, stride or dilation below 1, or an unknown
  /// padding. "causal" is known where `may_be_causal`.
  void require_valid(const std::string& title, const char* size_name, bool may_be_causal = false) const;

  /// Why the window cannot move over this input, of the right rank, and what to do; `problem` is empty if it
  /// can.
  struct Refusal {
    std::string problem;
    std::string context;
    std::string advice;
  };
  /// `window` is what it is called in messages: "kernel".
  [[nodiscard]] Refusal refusal(const Shape& input, const std::string& window) const;

  /// The zeros that go around a known input shape.
  [[nodiscard]] PaddingPairs padding_pairs(const Shape& input) const;
};

/// Why an input is not (batch, `axes` extents, channels) with extents from 1 to 2³⁰; as above. The data
/// format is for the message: it is how the layer takes its input.
[[nodiscard]] SpatialWindow::Refusal spatial_refusal(const Shape& input, int axes, const std::string& layer,
                                                     const std::string& data_format);

/// "3×5".
[[nodiscard]] std::string extents_text(const std::vector<std::int64_t>& extents);

/// The list itself. Throws ValueError unless it has `axes` numbers; `what` is its name, for the message.
[[nodiscard]] const std::vector<std::int64_t>& require_axes(const std::vector<std::int64_t>& list, int axes,
                                                            const char* what);

}  // namespace saem::detail
