#pragma once

#include <concepts>
#include <cstdint>
#include <utility>
#include <vector>

#include "saem/nn/layer.h"
#include "saem/nn/layer_options.h"

namespace saem {

/// Rows and columns around a picture: 1 on every side; {1, 2}: 1 above and below, 2 left and right;
/// {{0, 1}, {2, 3}}: 0 above, 1 below, 2 left, 3 right.
struct Padding2 {
  using Pair = std::pair<std::int64_t, std::int64_t>;

  constexpr Padding2(std::integral auto all)  // NOLINT: a number is a padding
      : Padding2(all, all) {}
  constexpr Padding2(std::integral auto vertical, std::integral auto horizontal)
      : Padding2(Pair(vertical, vertical), Pair(horizontal, horizontal)) {}
  constexpr Padding2(Pair vertical, Pair horizontal)
      : top(vertical.first), bottom(vertical.second), left(horizontal.first), right(horizontal.second) {}

  std::int64_t top, bottom, left, right;

  [[nodiscard]] std::vector<std::int64_t> list() const { return {top, bottom, left, right}; }
};

/// Zeros around pictures.
///
/// Input:  (batch, height, width, channels).
/// Output: (batch, top + height + bottom, left + width + right, channels).
/// Throws: ValueError for a negative padding; ShapeError when built on an input that is no picture.
class ZeroPadding2D final : public LayerBase<ZeroPadding2D> {
 public:
  static constexpr const char* type = "ZeroPadding2D";
  explicit ZeroPadding2D(Padding2 padding = 1, const LayerOptions& options = {});
  [[nodiscard]] static ZeroPadding2D from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override { return {{"padding", padding_.list()}}; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  Padding2 padding_;
};

}  // namespace saem
