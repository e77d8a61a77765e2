#include "saem/backend/cpu/winograd/kernel_gradient_prefetch.h"

#include <algorithm>

namespace saem::cpu::winograd {

PatchPrefetch::PatchPrefetch(const PatchSource& source, int size, const PatchRange& range)
    : source_(source),
      size_(size),
      first_channel_(range.first_channel),
      channels_(range.channels),
      together_(std::min(source.picture.block, range.channels)),
      rows_(std::max<std::int64_t>(0, range.tiles) * size),
      left_(rows_),
      picture_(range.first_tile / (source.grid.rows * source.grid.columns)),
      down_(range.first_tile / source.grid.columns % source.grid.rows),
      across_(range.first_tile % source.grid.columns) {}

void PatchPrefetch::step(std::int64_t steps) {
  for (due_ += rows_; due_ >= steps && left_ > 0; due_ -= steps, --left_) {
    ask_for_row();
    go_on();
  }
}

void PatchPrefetch::ask_for_row() const {
  constexpr std::int64_t line = 64;  // bytes
  const auto item = static_cast<std::int64_t>(item_size(source_.picture.dtype));
  const std::int64_t y = 4 * down_ - source_.padding_top + row_;
  if ((down_ > 0 && row_ < size_ - 4) || y < 0 || y >= source_.picture.height) return;
  const std::int64_t left = 4 * across_ - source_.padding_left;
  const std::int64_t end = std::min(left + size_, source_.picture.width);
  const std::int64_t begin = std::max<std::int64_t>(0, across_ == 0 ? left : left + size_ - 4);
  for (std::int64_t c = 0; c < channels_; c += together_) {
    const std::int64_t first = picture_ * source_.picture.image +
                               source_.picture.channel(first_channel_ + c) + y * source_.picture.row;
    for (std::int64_t x = begin; x < end; ++x) {
      const char* const at =
          static_cast<const char*>(source_.data) + (first + x * source_.picture.column) * item;
      for (std::int64_t b = 0; b < together_ * item; b += line) __builtin_prefetch(at + b, 0, 2);
    }
  }
}

void PatchPrefetch::go_on() {
  if (++row_ < size_) return;
  row_ = 0;
  if (++across_ < source_.grid.columns) return;
  across_ = 0;
  if (++down_ < source_.grid.rows) return;
  down_ = 0;
  ++picture_;
}

void prefetch_result(const SumsToKernel& s, std::int64_t part, std::int64_t parts) {
  constexpr std::int64_t line = 16;  // floats
  const std::int64_t rows = 9 * s.channels;
  for (std::int64_t row = rows * part / parts; row < rows * (part + 1) / parts; ++row) {
    const float* const at = s.to + row / s.channels * s.to_matrix + row % s.channels * s.to_row;
    for (std::int64_t k = 0; k < s.filters; k += line) __builtin_prefetch(at + k, 1, 2);
  }
}

}  // namespace saem::cpu::winograd
