#include "saem/backend/cpu/onednn/kernel_packing.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "saem/core/parallel.h"

namespace saem::onednn {
namespace {

constexpr std::int64_t granule =
    192;  // a multiple of all inner blocks of the library's layouts: 16, 32, 48, 64
constexpr std::int64_t least_elements = 32768;
constexpr std::int64_t most_pieces = 16;

struct Piece {
  Dims extents, first;
};

/// Cuts along the first of the axes that is long enough.
std::vector<Piece> cut(const Dims& whole) {
  const std::int64_t count =
      std::accumulate(whole.begin(), whole.end(), std::int64_t{1}, std::multiplies<>());
  const std::int64_t wanted = std::clamp<std::int64_t>(count / least_elements, 1, most_pieces);
  const std::size_t candidates = std::min<std::size_t>(2, whole.size());
  for (std::size_t axis = 0; axis < candidates && wanted > 1; ++axis) {
    if (whole[axis] < 2 * granule) continue;
    const std::int64_t size = ((whole[axis] + wanted - 1) / wanted + granule - 1) / granule * granule;
    std::vector<Piece> pieces;
    for (std::int64_t first = 0; first < whole[axis]; first += size) {
      Piece piece{whole, Dims(whole.size(), 0)};
      piece.extents[axis] = std::min(size, whole[axis] - first);
      piece.first[axis] = first;
      pieces.push_back(std::move(piece));
    }
    return pieces;
  }
  return {{whole, Dims(whole.size(), 0)}};
}

}  // namespace

KernelPacking::KernelPacking(const Layout& from, const Layout& to) {
  const ThreadScope one(1);
  const auto add = [&](const Layout& part_from, const Layout& part_to) {
    const Primitive reorder = make_reorder(part_from, part_to);
    piece_scratch_ = std::max(piece_scratch_, (reorder.scratch_bytes + 63) / 64 * 64);
    const std::array<std::pair<int, Layout>, 2> arguments{
        {{DNNL_ARG_FROM, part_from}, {DNNL_ARG_TO, part_to}}};
    pieces_.emplace_back(reorder, arguments);
  };
  for (const Piece& piece : cut(extents(from)))
    add(part_of(from, piece.extents, piece.first), part_of(to, piece.extents, piece.first));
}

void KernelPacking::run(const void* from, void* to, std::byte* scratch, const std::string& place) {
  // The library takes all addresses as writable; what a reorder reads it does not write.
  const std::array<void*, 2> addresses{const_cast<void*>(from), to};
  parallel_for(static_cast<std::int64_t>(pieces_.size()), 1, [&](std::int64_t piece, std::int64_t) {
    const ThreadScope one(1);
    const auto p = static_cast<std::size_t>(piece);
    pieces_[p].run(addresses, scratch + p * piece_scratch_, place);
  });
}

}  // namespace saem::onednn
