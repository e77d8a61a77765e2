#include "saem/backend/cpu/fused/tile_sum.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "saem/backend/cpu/dispatch.h"
#include "saem/backend/cpu/node_checks.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t accumulated = 256;     // elements that go into one accumulator
constexpr std::int64_t small_plane = 512;     // shorter planes are taken several at a time
constexpr std::int64_t most_channels = 2048;  // a row of accumulators stays in the cache
constexpr std::int64_t longest_row = 4096;    // a tile holds whole rows

/// x is (rows, columns) and perhaps the beginning of one more row; each row is added to the accumulators.
struct AddRows {
  template <int lanes>
  SAEM_ALWAYS_INLINE static void strip(const float* x, std::int64_t rows, std::int64_t columns, float* sums) {
    float total[lanes];
    for (int i = 0; i < lanes; ++i) total[i] = sums[i];
    for (std::int64_t r = 0; r < rows; ++r, x += columns) {
      for (int i = 0; i < lanes; ++i) total[i] += x[i];
    }
    for (int i = 0; i < lanes; ++i) sums[i] = total[i];
  }
  SAEM_ALWAYS_INLINE static void run(const float* x, std::int64_t n, std::int64_t columns, float* sums) {
    const std::int64_t rows = n / columns;
    std::int64_t c = 0;
    for (; c + 64 <= columns; c += 64) strip<64>(x + c, rows, columns, sums + c);
    for (; c + 16 <= columns; c += 16) strip<16>(x + c, rows, columns, sums + c);
    for (; c < columns; ++c) strip<1>(x + c, rows, columns, sums + c);
    for (std::int64_t i = rows * columns; i < n; ++i) sums[i - rows * columns] += x[i];
  }
};

struct RowSum {
  static constexpr float start = 0.0F;
  SAEM_ALWAYS_INLINE static float join(float a, float b) { return a + b; }
};
struct RowMax {
  static constexpr float start = -std::numeric_limits<float>::infinity();
  SAEM_ALWAYS_INLINE static float join(float a, float b) {  // a NaN is larger than everything
    const float ordered = b <= a ? a : b;
    return a != a ? a : ordered;
  }
};

template <class Op>
struct ReduceTileRows {
  SAEM_ALWAYS_INLINE static void run(const float* x, std::int64_t rows, std::int64_t length, float* y) {
    constexpr int lanes = 32;
    for (std::int64_t r = 0; r < rows; ++r, x += length) {
      float total[lanes];
      for (float& t : total) t = Op::start;
      std::int64_t i = 0;
      for (; i + lanes <= length; i += lanes) {
        for (int j = 0; j < lanes; ++j) total[j] = Op::join(total[j], x[i + j]);
      }
      if (i > 0) {
        for (int half = lanes / 2; half > 0; half /= 2) {
          for (int j = 0; j < half; ++j) total[j] = Op::join(total[j], total[j + half]);
        }
      }
      float result = total[0];
      for (; i < length; ++i) result = Op::join(result, x[i]);
      y[r] = result;
    }
  }
};

void add_rows(const float* x, std::int64_t n, std::int64_t columns, float* sums) {
  static const auto loop = Versions<AddRows, const float*, std::int64_t, std::int64_t, float*>::best();
  loop(x, n, columns, sums);
}

template <class Op>
void reduce_rows(const float* x, std::int64_t rows, std::int64_t length, float* y) {
  static const auto loop =
      Versions<ReduceTileRows<Op>, const float*, std::int64_t, std::int64_t, float*>::best();
  loop(x, rows, length, y);
}

/// Adds up what lies `channels` apart.
void fold(const float* sums, std::int64_t width, std::int64_t channels, float* y) {
  for (std::int64_t c = 0; c < channels; ++c) {
    double total = 0;
    for (std::int64_t i = c; i < width; i += channels) total += static_cast<double>(sums[i]);
    y[c] = static_cast<float>(total);
  }
}

/// At least 64 accumulators, if whole rows of channels allow it in full vectors.
std::int64_t accumulators_for(std::int64_t channels) {
  constexpr std::int64_t vector = 16;
  constexpr std::int64_t enough = 64;
  if (channels >= enough) return channels;
  const std::int64_t full_vectors = std::lcm(channels, vector);
  return full_vectors * ((enough + full_vectors - 1) / full_vectors);
}

struct Pattern {
  bool all = true, channels = true, rows = true;
  std::int64_t last = 1;  ///< the last extent that is not 1
};

Pattern pattern_of(const Node& node) {
  const Shape& x = node.input(0).shape();
  const std::vector<std::int64_t>& axes = node.attributes().integers("axes");
  Pattern p;
  bool is_last = true;
  for (int axis = x.rank() - 1; axis >= 0; --axis) {
    if (x[axis] == 1) continue;
    const bool reduced = std::ranges::find(axes, axis) != axes.end();
    p.all = p.all && reduced;
    p.channels = p.channels && reduced != is_last;
    p.rows = p.rows && reduced == is_last;
    if (is_last) p.last = x[axis];
    is_last = false;
  }
  return p;
}

}  // namespace

bool is_tile_sum(const Node& node) {
  const bool is_max = node.op().name == "max";
  if ((!is_max && node.op().name != "sum") || !is_float32(node)) return false;
  const Shape& x = node.input(0).shape();
  if (!x.is_known() || x.count() == 0) return false;
  const Pattern p = pattern_of(node);
  const bool rows = p.rows && p.last <= longest_row;
  return is_max ? rows : p.all || rows || (p.channels && p.last <= most_channels);
}

TileSum::TileSum(const Node& node, const Layout& layout)
    : plain_(layout.is_plain()), is_max_(node.op().name == "max"), size_(node.input(0).shape().count()) {
  const Shape& x = node.input(0).shape();
  const Pattern p = pattern_of(node);
  if (p.all && !is_max_) return;
  if (p.rows) {
    kind_ = Kind::rows;
    row_ = p.last;
    return;
  }
  kind_ = Kind::channels;
  channels_ = p.last;
  if (!plain_) {
    channels_ = layout.channel_block;
    blocks_ = x[-1] / channels_;
    plane_ = size_ / x[0] / blocks_;
  }
  width_ = accumulators_for(channels_);
}

bool TileSum::has_small_planes() const noexcept { return plane_ > 0 && plane_ < small_plane; }

std::int64_t TileSum::tile_factor() const noexcept {
  if (kind_ == Kind::rows) return row_;
  if (has_small_planes()) return plane_;
  return kind_ == Kind::channels ? width_ : 1;
}

std::int64_t TileSum::longest_piece() const noexcept {
  return kind_ == Kind::rows || has_small_planes() ? std::numeric_limits<std::int64_t>::max()
                                                   : accumulated * width_;
}

std::int64_t TileSum::plane() const noexcept { return has_small_planes() ? 0 : plane_; }

std::int64_t TileSum::partial_count(const Segments& segments) const noexcept {
  if (kind_ == Kind::rows) return 0;
  return has_small_planes() ? size_ / plane_ * channels_ : segments.count() * channels_;
}

void TileSum::begin_piece(float* accumulators) const {
  if (kind_ != Kind::rows) std::fill_n(accumulators, width_, 0.0F);
}

void TileSum::add(const float* tile, std::int64_t at, std::int64_t n, float* accumulators, float* partial,
                  float* y) const {
  if (kind_ == Kind::rows) {
    (is_max_ ? reduce_rows<RowMax> : reduce_rows<RowSum>)(tile, n / row_, row_, y + at / row_);
  } else if (!has_small_planes()) {
    add_rows(tile, n, width_, accumulators);
  } else {
    for (std::int64_t i = 0; i < n; i += plane_) {
      std::fill_n(accumulators, width_, 0.0F);
      add_rows(tile + i, plane_, width_, accumulators);
      fold(accumulators, width_, channels_, partial + (at + i) / plane_ * channels_);
    }
  }
}

void TileSum::end_piece(const float* accumulators, std::int64_t segment, float* partial) const {
  if (kind_ != Kind::rows && !has_small_planes())
    fold(accumulators, width_, channels_, partial + segment * channels_);
}

void TileSum::finish(const Segments& segments, const float* partial, float* y) const {
  if (kind_ == Kind::rows) return;
  // partial is (outer, blocks_, pieces, channels_).
  const std::int64_t pieces = plane_ == 0 || has_small_planes() ? 1 : segments.per_plane();
  const std::int64_t outer = partial_count(segments) / (blocks_ * pieces * channels_);
  constexpr std::int64_t strip = 64;
  const std::int64_t strips = (channels_ + strip - 1) / strip;
  const std::int64_t work = outer * pieces * std::min(strip, channels_);
  parallel_for(blocks_ * strips, std::max<std::int64_t>(1, 16384 / work),
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t task = begin; task < end; ++task) {
                   const std::int64_t block = task / strips;
                   const std::int64_t first = task % strips * strip;
                   const std::int64_t n = std::min(strip, channels_ - first);
                   double total[strip] = {};
                   for (std::int64_t o = 0; o < outer; ++o) {
                     const float* from = partial + (o * blocks_ + block) * pieces * channels_ + first;
                     for (std::int64_t p = 0; p < pieces; ++p, from += channels_) {
                       for (std::int64_t i = 0; i < n; ++i) total[i] += static_cast<double>(from[i]);
                     }
                   }
                   for (std::int64_t i = 0; i < n; ++i)
                     y[block * channels_ + first + i] = static_cast<float>(total[i]);
                 }
               });
}

}  // namespace saem::cpu
