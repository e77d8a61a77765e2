#include "saem/backend/cpu/winograd/tiles.h"

#include <algorithm>

#include "saem/backend/cpu/winograd/patch.h"

namespace saem::cpu::winograd {
namespace {

template <int lanes, class T>
struct TransformInput {
  using V = typename Lanes<lanes>::Vector;

  SAEM_ALWAYS_INLINE static void run(const InputTiles& t, const void* x, float* to,
                                     const TransformedTiles& places) {
    // What lies together in memory is read together: all tiles of a block of channels, or all channels of a
    // tile.
    const TilePicture& picture = *t.picture;
    const bool by_blocks = picture.is_blocked();
    const std::int64_t step = by_blocks ? picture.block : t.channels;
    for (std::int64_t c = 0; c < t.channels; c += step) {
      const std::int64_t channels = std::min(step, t.channels - c);
      for (std::int64_t i = 0; i < t.tiles; ++i) {
        const TileGrid::Place place = t.grid->place(t.first_tile + i);
        Patch<lanes, T, input_size> patch(picture, static_cast<const T*>(x), place.image,
                                          place.row - t.padding_top, place.column - t.padding_left);
        const std::int64_t ahead = by_blocks ? picture.next_block : output_size * picture.column;
        float* result = to + i * places.tile + c / lanes * places.vector;
        for (std::int64_t v = 0; v < channels; v += lanes) {
          const std::int64_t channel = picture.channel(t.first_channel + c + v);
          patch.prefetch(channel, ahead);
          patch.read(channel,
                     [&](const auto* from, std::int64_t row, std::int64_t column)
                         SAEM_ALWAYS_INLINE_LAMBDA { transform(from, row, column, result, places.product); });
          result += places.vector;
        }
      }
    }
  }

  template <class U>
  SAEM_ALWAYS_INLINE static void transform(const U* from, std::int64_t row, std::int64_t column, float* to,
                                           std::int64_t xi_stride) {
    V half[input_size][input_size];
#pragma GCC unroll 6
    for (int i = 0; i < input_size; ++i) {
      V d[input_size];
#pragma GCC unroll 6
      for (int j = 0; j < input_size; ++j) Elements<lanes, U>::load(d[j], from + i * row + j * column);
      input_transform(d, half[i]);
    }
#pragma GCC unroll 6
    for (int j = 0; j < input_size; ++j) {
      V d[input_size], t[input_size];
#pragma GCC unroll 6
      for (int i = 0; i < input_size; ++i) d[i] = half[i][j];
      input_transform(d, t);
#pragma GCC unroll 6
      for (int i = 0; i < input_size; ++i) Lanes<lanes>::store(to + (i * input_size + j) * xi_stride, t[i]);
    }
  }
};

using Loop = void (*)(const InputTiles&, const void*, float*, const TransformedTiles&);

template <class Target, int lanes>
Loop loop_of(DType dtype) {
  const auto loop = []<class T>() -> Loop {
    return &Target::template run<TransformInput<lanes, T>, const InputTiles&, const void*, float*,
                                 const TransformedTiles&>;
  };
  return dtype == DType::bf16 ? loop.template operator()<BFloat16>() : loop.template operator()<float>();
}

Loop loop_for(DType dtype) {
  return for_this_processor([=]<class Target, int lanes>() { return loop_of<Target, lanes>(dtype); });
}

}  // namespace

TilePicture::TilePicture(const Shape& shape, const Layout& layout, DType type)
    : dtype(type),
      images(shape[0]),
      height(shape[1]),
      width(shape[2]),
      channels(shape[3]),
      image(height * width * channels),
      column(layout.is_plain() ? channels : layout.channel_block),
      block(column),
      next_block(height * width * block) {
  row = width * column;
}

void transform_input(const InputTiles& tiles, const void* x, float* to, const TransformedTiles& places) {
  loop_for(tiles.picture->dtype)(tiles, x, to, places);
}

}  // namespace saem::cpu::winograd
