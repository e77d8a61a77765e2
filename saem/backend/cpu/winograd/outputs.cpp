#include "saem/backend/cpu/winograd/outputs.h"

#include <algorithm>
#include <limits>

#include "saem/backend/cpu/winograd/elements.h"

namespace saem::cpu::winograd {
namespace {

using Other = Finish::Other;

/// `T`, `U`: elements of the result and of the other picture.
template <int lanes, class T, Other other, class U>
struct TransformOutput {
  using V = typename Lanes<lanes>::Vector;

  // What one vector of channels of one tile needs.
  struct Place {
    T* y;
    const U* more;
    V bias, least;
    std::int64_t rows, columns;  // inside the picture
    std::int64_t y_row, y_column, other_row, other_column;
  };

  SAEM_ALWAYS_INLINE static void run(const OutputTiles& t, const Finish& finish, const float* m,
                                     std::int64_t xi_stride, const OutputAddresses& to) {
    const TilePicture& y = *t.picture;
    const TilePicture& second = other == Other::none ? y : *finish.other_picture;
    Place p;
    p.least = V{} + (finish.relu ? 0 : -std::numeric_limits<float>::infinity());
    p.y_row = y.row;
    p.y_column = y.column;
    p.other_row = second.row;
    p.other_column = second.column;
    for (std::int64_t c = 0; c < t.channels; c += lanes) {
      const std::int64_t channel = t.first_channel + c;
      p.bias = V{};
      if (to.bias != nullptr) Lanes<lanes>::load(p.bias, to.bias + channel);
      for (std::int64_t i = 0; i < t.tiles; ++i) {
        const TileGrid::Place at = t.grid->place(t.first_tile + i);
        p.rows = y.height - at.row;
        p.columns = y.width - at.column;
        p.y = static_cast<T*>(to.y) + y.at(at, channel);
        if constexpr (other != Other::none) p.more = static_cast<const U*>(to.other) + second.at(at, channel);
        transform(m + i * t.channels + c, xi_stride, p);
      }
    }
  }

  SAEM_ALWAYS_INLINE static void transform(const float* m, std::int64_t xi_stride, const Place& p) {
    V half[output_size][input_size];
#pragma GCC unroll 6
    for (int j = 0; j < input_size; ++j) {
      V column[input_size], t[output_size];
#pragma GCC unroll 6
      for (int i = 0; i < input_size; ++i)
        Lanes<lanes>::load(column[i], m + (i * input_size + j) * xi_stride);
      output_transform(column, t);
#pragma GCC unroll 4
      for (int i = 0; i < output_size; ++i) half[i][j] = t[i];
    }
#pragma GCC unroll 4
    for (int i = 0; i < output_size; ++i) {
      if (i >= p.rows) break;
      V row[output_size];
      output_transform(half[i], row);
#pragma GCC unroll 4
      for (int j = 0; j < output_size; ++j) {
        if (j >= p.columns) break;
        write(row[j], i, j, p);
      }
    }
  }

  SAEM_ALWAYS_INLINE static void write(V& sum, int i, int j, const Place& p) {
    sum += p.bias;
    V more;
    if constexpr (other != Other::none)
      Elements<lanes, U>::load(more, p.more + i * p.other_row + j * p.other_column);
    if constexpr (other == Other::residual) sum += more;
    sum = sum < p.least ? p.least : sum;  // NaN stays NaN
    if constexpr (other == Other::mask) sum = more > V{} ? sum : V{};
    Elements<lanes, T>::store(p.y + i * p.y_row + j * p.y_column, sum);
  }
};

using Loop = void (*)(const OutputTiles&, const Finish&, const float*, std::int64_t, const OutputAddresses&);

template <class Target, int lanes>
Loop loop_of(const TilePicture& y, const Finish& finish) {
  const auto loop = []<class T, Other other, class U>() -> Loop {
    return &Target::template run<TransformOutput<lanes, T, other, U>, const OutputTiles&, const Finish&,
                                 const float*, std::int64_t, const OutputAddresses&>;
  };
  const auto of = [&]<class T, Other other>() {
    return finish.other_picture->dtype == DType::bf16 ? loop.template operator()<T, other, BFloat16>()
                                                      : loop.template operator()<T, other, float>();
  };
  const auto of_result = [&]<class T>() {
    if (finish.other == Other::residual) return of.template operator()<T, Other::residual>();
    if (finish.other == Other::mask) return of.template operator()<T, Other::mask>();
    return loop.template operator()<T, Other::none, float>();
  };
  return y.dtype == DType::bf16 ? of_result.template operator()<BFloat16>()
                                : of_result.template operator()<float>();
}

Loop loop_for(const TilePicture& y, const Finish& finish) {
  return for_this_processor([&]<class Target, int lanes>() { return loop_of<Target, lanes>(y, finish); });
}

}  // namespace

void transform_output(const OutputTiles& tiles, const Finish& finish, const float* m, std::int64_t xi_stride,
                      const OutputAddresses& to) {
  loop_for(*tiles.picture, finish)(tiles, finish, m, xi_stride, to);
}

}  // namespace saem::cpu::winograd
