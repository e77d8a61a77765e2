#pragma once

#include "saem/data/pictures/loader.h"
#include "saem/task/encoder.h"

namespace saem::detail {

/// An encoder of pictures, for who makes them one by one instead of all at once.
class PictureEncoder : public Encoder {
 public:
  /// To which files are brought.
  [[nodiscard]] virtual PictureSize size() const noexcept = 0;
};

}  // namespace saem::detail
