#pragma once

#include <algorithm>
#include <cstring>
#include <iterator>

#include "saem/backend/cpu/winograd/elements.h"
#include "saem/backend/cpu/winograd/tiles.h"

namespace saem::cpu::winograd {

/// A square of size × size places of a picture, a few channels of which are read at a time, as vectors. Where
/// it lies wholly inside the picture, it is read in place; where it reaches over the edge, by a copy that has
/// zeros outside.
template <int lanes, class T, int size>
class Patch {
 public:
  /// `row`, `column`: its first place in the picture; may be negative.
  SAEM_ALWAYS_INLINE Patch(const TilePicture& picture, const T* data, std::int64_t image, std::int64_t row,
                           std::int64_t column)
      : picture_(picture),
        first_row_(std::clamp<std::int64_t>(-row, 0, size)),
        end_row_(std::clamp<std::int64_t>(picture.height - row, 0, size)),
        first_column_(std::clamp<std::int64_t>(-column, 0, size)),
        end_column_(std::clamp<std::int64_t>(picture.width - column, 0, size)),
        inside_(end_row_ - first_row_ == size && end_column_ - first_column_ == size),
        offset_(image * picture.image + row * picture.row + column * picture.column),
        data_(data) {
    if (!inside_) std::fill(std::begin(copy_), std::end(copy_), 0.0F);
  }

  /// The vectors of `lanes` channels, the first of which `TilePicture::channel` is at `channel`: body(at,
  /// row, column), where place (i, j) is at `at + i · row + j · column`; `at` points to T or to float.
  template <class Body>
  SAEM_ALWAYS_INLINE void read(std::int64_t channel, const Body& body) {
    const std::int64_t offset = offset_ + channel;
    if (inside_) {
      body(data_ + offset, picture_.row, picture_.column);
      return;
    }
    for (std::int64_t i = first_row_; i < end_row_; ++i) {
      for (std::int64_t j = first_column_; j < end_column_; ++j) {
        typename Lanes<lanes>::Vector values;
        Elements<lanes, T>::load(values, data_ + (offset + i * picture_.row + j * picture_.column));
        Lanes<lanes>::store(copy_ + (i * size + j) * lanes, values);
      }
    }
    body(static_cast<const float*>(copy_), std::int64_t{size * lanes}, std::int64_t{lanes});
  }

  /// Asks for the places that belong to this tile of a square that lies `ahead` elements further.
  SAEM_ALWAYS_INLINE void prefetch(std::int64_t channel, std::int64_t ahead) const {
    const T* const from = data_ + (offset_ + channel + ahead);
#pragma GCC unroll 4
    for (int i = 1; i <= output_size; ++i) {
#pragma GCC unroll 4
      for (int j = 1; j <= output_size; ++j)
        __builtin_prefetch(from + i * picture_.row + j * picture_.column);
    }
  }

 private:
  const TilePicture& picture_;
  std::int64_t first_row_, end_row_, first_column_, end_column_;  // of the part that lies in the picture
  bool inside_;
  std::int64_t offset_;
  const T* data_;
  alignas(64) float copy_[size * size * lanes];
};

}  // namespace saem::cpu::winograd
