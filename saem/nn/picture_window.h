#pragma once

#include <cstdint>
#include <string>

#include "saem/core/shape.h"
#include "saem/nn/size2.h"
#include "saem/ops/convolution.h"

namespace saem::detail {

/// What convolution and pooling layers share: a window that moves over pictures (batch, height, width,
/// channels).
struct PictureWindow {
  Size2 size;
  Size2 strides;
  std::string padding;  ///< "valid": the window stays inside; "same": ⌈extent / stride⌉ outputs
  Size2 dilation = 1;

  /// Throws ValueError, in the name of `title`, for a size, stride or dilation below 1, or an unknown
  /// padding.
  void require_valid(const std::string& title, const char* size_name) const;

  /// Why the window cannot move over this input, and what to do; `problem` is empty if it can.
  struct Refusal {
    std::string problem;
    std::string context;
    std::string advice;
  };
  /// `window` is what it is called in messages: "kernel".
  [[nodiscard]] Refusal refusal(const Shape& input, const std::string& layer,
                                const std::string& window) const;

  /// The zeros that go around a known input shape.
  [[nodiscard]] PaddingPairs padding_pairs(const Shape& input) const;
};

}  // namespace saem::detail
