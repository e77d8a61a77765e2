#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "saem/backend/cpu/onednn/adapter.h"

namespace saem::onednn {

/// Changes a convolution's kernel, (o, i, k₁ …) or (g, o, i, k₁ …), from one layout to another: row-major to
/// that of a primitive, or back. Large ones in pieces, by several threads.
class KernelPacking {
 public:
  KernelPacking(const Layout& from, const Layout& to);
  [[nodiscard]] std::size_t scratch_bytes() const noexcept { return pieces_.size() * piece_scratch_; }
  /// `scratch` is aligned to 64 bytes; `place` is named if the library fails.
  void run(const void* from, void* to, std::byte* scratch, const std::string& place);

 private:
  std::vector<Call> pieces_;
  std::size_t piece_scratch_ = 0;
};

}  // namespace saem::onednn
