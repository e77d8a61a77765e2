#pragma once

#include <optional>
#include <string>

#include "saem/backend/cpu/onednn/conv_slices.h"

namespace saem::onednn {

/// The calls that compute one piece of a convolution, for one thread: x and y are used where they are, or
/// brought into the primitive's layout and back through buffers, while they are in the cache.
class ConvPiece {
 public:
  ConvPiece(const ConvGeometry& geometry, const ConvPlan& plan, const Primitive& primitive,
            std::int64_t images);

  struct Addresses {
    std::byte *x, *kernel, *y;  ///< x, y as memory has them; the kernel as the primitive wants it
    std::byte* bias = nullptr;
    std::byte* residual = nullptr;
  };
  /// Working memory, aligned to 64 bytes.
  struct Buffers {
    std::byte *x, *y, *work;
  };
  void run(const Addresses& all, const Buffers& buffers, const std::string& place);

  /// True if memory has another layout than the primitive wants.
  [[nodiscard]] bool converts_x() const noexcept { return x_.convert.has_value(); }
  [[nodiscard]] bool converts_y() const noexcept { return y_.convert.has_value(); }
  [[nodiscard]] std::size_t x_bytes() const noexcept { return x_.bytes; }
  [[nodiscard]] std::size_t y_bytes() const noexcept { return y_.bytes; }
  [[nodiscard]] std::size_t work_bytes() const noexcept { return work_bytes_; }

 private:
  struct Picture {
    std::optional<Call> convert;  ///< into the buffer if the primitive reads it, out of it if it writes it
    std::size_t bytes = 0;
  };
  [[nodiscard]] Picture make_picture(const Layout& memory, const Layout& chosen, bool is_result);

  ConvPass pass_;
  std::size_t work_bytes_;
  Picture x_, y_;
  Call compute_;
};

}  // namespace saem::onednn
