#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "saem/core/shape.h"
#include "saem/passes/layout.h"

namespace saem::cpu {

/// Where the elements of pictures (n, d₁ …, c) lie, in either layout: channels lie together in blocks (one
/// block of all of them if row-major), and places, the d₁ · … points of a picture in order, at one distance.
/// All distances are counted in elements.
class PictureView {
 public:
  PictureView(const Shape& shape, const Layout& layout)
      : places_(shape.slice(1, shape.rank() - 1).count()),
        block_(layout.is_plain() ? std::max<std::int64_t>(1, shape[-1]) : layout.channel_block),
        picture_(places_ * shape[-1]) {}

  [[nodiscard]] std::int64_t places() const noexcept { return places_; }
  /// Channels that lie together: also the distance between neighbouring places.
  [[nodiscard]] std::int64_t block() const noexcept { return block_; }
  /// The first place of a channel.
  [[nodiscard]] std::int64_t offset(std::int64_t picture, std::int64_t channel) const noexcept {
    return picture * picture_ + channel / block_ * places_ * block_ + channel % block_;
  }

 private:
  std::int64_t places_, block_, picture_;
};

/// Channels that lie together in all of the views.
[[nodiscard]] inline std::int64_t common_block(std::initializer_list<PictureView> views) {
  return std::ranges::min(views, {}, &PictureView::block).block();
}

}  // namespace saem::cpu
