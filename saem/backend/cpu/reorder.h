#pragma once

#include <cstddef>
#include <cstdint>

#include "saem/core/shape.h"
#include "saem/passes/layout.h"

namespace saem::cpu {

/// Copies pictures (n, d₁ …, c) from one layout to another.
class Reorder {
 public:
  /// Both layouts must fit the shape, and the larger block must be divisible by the smaller one. `item_size`:
  /// 1, 2, 4 or 8 bytes.
  Reorder(const Shape& shape, const Layout& from, const Layout& to, std::size_t item_size);
  /// On all threads; called inside a parallel loop, on this one.
  void run(const void* from, void* to) const;

 private:
  // Bytes that lie together in both, and how they are found: a picture is (blocks, places, inner runs).
  struct Side {
    std::int64_t block, place, run;  // distances in bytes
  };
  static Side side_of(const Layout& layout, std::int64_t places, std::int64_t channels, std::int64_t outer,
                      std::int64_t run, std::size_t item_size);

  std::int64_t pictures_, picture_bytes_, places_;
  std::int64_t blocks_, runs_, run_bytes_;
  Side from_, to_;
};

}  // namespace saem::cpu
