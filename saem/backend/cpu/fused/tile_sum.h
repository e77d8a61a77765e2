#pragma once

#include <cstddef>
#include <cstdint>

#include "saem/graph/tensor.h"
#include "saem/passes/layout.h"

namespace saem::cpu {

/// The fixed pieces in which a group is computed: planes of neighbouring elements, each cut into pieces of
/// one length (the last of a plane may be shorter). They depend on the task alone, not on the threads.
struct Segments {
  std::int64_t size = 0, plane = 0, piece = 0;

  [[nodiscard]] std::int64_t per_plane() const noexcept { return (plane + piece - 1) / piece; }
  [[nodiscard]] std::int64_t count() const noexcept { return size / plane * per_plane(); }
  [[nodiscard]] std::int64_t begin(std::int64_t s) const noexcept {
    return s / per_plane() * plane + s % per_plane() * piece;
  }
  [[nodiscard]] std::int64_t end(std::int64_t s) const noexcept {
    const std::int64_t plane_end = (s / per_plane() + 1) * plane;
    return begin(s) + piece < plane_end ? begin(s) + piece : plane_end;
  }
};

/// True if a fused group can end in this reduction: a sum in float32 over all elements, over all axes but the
/// last, or over the last; or a maximum over the last. Axes of extent 1 count as either.
[[nodiscard]] bool is_tile_sum(const Node& node);

/// A reduction that closes a fused group: it takes the tiles of a value while they are in the cache.
///
/// Sums run in float32 over fixed pieces of at most 256 elements per accumulator, whose results are added up
/// in double, in a fixed order: as reduction_kernel.h states.
class TileSum {
 public:
  /// `node` is a reduction as `is_tile_sum` accepts, of a group whose elements are taken in `layout`.
  TileSum(const Node& node, const Layout& layout);

  /// False for a reduction of rows in a blocked layout: rows do not lie together there.
  [[nodiscard]] bool is_possible() const noexcept { return kind_ != Kind::rows || plain_; }
  /// Tiles must be a multiple of this.
  [[nodiscard]] std::int64_t tile_factor() const noexcept;
  /// Pieces must not be longer than this.
  [[nodiscard]] std::int64_t longest_piece() const noexcept;
  /// Pieces must not cross the borders of planes of this length; 0 if they may.
  [[nodiscard]] std::int64_t plane() const noexcept;
  /// Floats that each thread keeps from tile to tile.
  [[nodiscard]] std::int64_t accumulators() const noexcept { return kind_ == Kind::rows ? 0 : width_; }
  /// Floats for the results of the pieces.
  [[nodiscard]] std::int64_t partial_count(const Segments& segments) const noexcept;

  void begin_piece(float* accumulators) const;
  /// Takes elements [at, at + n).
  void add(const float* tile, std::int64_t at, std::int64_t n, float* accumulators, float* partial,
           float* y) const;
  void end_piece(const float* accumulators, std::int64_t segment, float* partial) const;
  void finish(const Segments& segments, const float* partial, float* y) const;

 private:
  enum class Kind : std::uint8_t { all, channels, rows };
  [[nodiscard]] bool has_small_planes() const noexcept;

  Kind kind_ = Kind::all;
  bool plain_;
  bool is_max_;
  std::int64_t size_;
  std::int64_t channels_ = 1;  ///< results that lie side by side: all channels, or those of a block
  std::int64_t blocks_ = 1;    ///< blocks of channels
  std::int64_t plane_ = 0;     ///< elements of one picture and block of channels
  std::int64_t width_ = 64;    ///< accumulators side by side, a multiple of channels_
  std::int64_t row_ = 0;       ///< elements of a row that is reduced
};

}  // namespace saem::cpu
