#pragma once

#include <concepts>
#include <cstdint>
#include <utility>
#include <vector>

#include "saem/nn/layer.h"
#include "saem/nn/layer_options.h"
#include "saem/nn/zero_padding2d.h"

namespace saem {

/// Steps at both ends of a sequence: 1; {0, 2}: none before, two after.
struct Padding1 {
  constexpr Padding1(std::integral auto both) : low(both), high(both) {}  // NOLINT: a number is a padding
  constexpr Padding1(std::integral auto before, std::integral auto after) : low(before), high(after) {}
  std::int64_t low, high;
  [[nodiscard]] std::vector<std::int64_t> list() const { return {low, high}; }
};

/// Places around a volume: 1 on every side; {1, 2, 3} along depth, height and width; {{0, 1}, {2, 3}, {4,
/// 5}}: before and after along each.
struct Padding3 {
  using Pair = std::pair<std::int64_t, std::int64_t>;
  constexpr Padding3(std::integral auto all) : Padding3(all, all, all) {}  // NOLINT: a number is a padding
  constexpr Padding3(std::integral auto d, std::integral auto h, std::integral auto w)
      : Padding3(Pair(d, d), Pair(h, h), Pair(w, w)) {}
  constexpr Padding3(Pair d, Pair h, Pair w) : depth(d), height(h), width(w) {}
  Pair depth, height, width;
  [[nodiscard]] std::vector<std::int64_t> list() const {
    return {depth.first, depth.second, height.first, height.second, width.first, width.second};
  }
};

namespace detail {

/// What cropping and padding layers share: a number before and after each spatial axis.
class EdgeLayer : public Layer {
 public:
  [[nodiscard]] Attributes config() const override { return {{option_, edges_}}; }

 protected:
  /// Throws ValueError for a negative number.
  EdgeLayer(const char* class_name, const char* option, std::vector<std::int64_t> edges,
            const std::string& name);
  /// The numbers of a config. Throws ValueError unless there are `count`.
  [[nodiscard]] static std::vector<std::int64_t> edges_in(const Attributes& config, const char* option,
                                                          std::size_t count);
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  [[nodiscard]] bool crops() const;
  const char* option_;
  std::vector<std::int64_t> edges_;
};

}  // namespace detail

/// Zeros around sequences.
///
/// Input:  (batch, steps, channels).     Output: the same rank, each spatial axis longer by what is added at
/// both ends. Throws: ValueError for a negative padding; ShapeError when built on an input that does not fit.
class ZeroPadding1D final : public LayerBase<ZeroPadding1D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "ZeroPadding1D";
  explicit ZeroPadding1D(Padding1 padding = 1, const LayerOptions& options = {})
      : LayerBase(type, "padding", padding.list(), options.name) {}
  [[nodiscard]] static ZeroPadding1D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "padding", 2);
    return ZeroPadding1D({e[0], e[1]});
  }
};

/// Zeros around volumes.
///
/// Input:  (batch, depth, height, width, channels).     Output: the same rank, each spatial axis longer by
/// what is added at both ends. Throws: ValueError for a negative padding; ShapeError when built on an input
/// that does not fit.
class ZeroPadding3D final : public LayerBase<ZeroPadding3D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "ZeroPadding3D";
  explicit ZeroPadding3D(Padding3 padding = {1, 1, 1}, const LayerOptions& options = {})
      : LayerBase(type, "padding", padding.list(), options.name) {}
  [[nodiscard]] static ZeroPadding3D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "padding", 6);
    return ZeroPadding3D({{e[0], e[1]}, {e[2], e[3]}, {e[4], e[5]}});
  }
};

/// Cuts the edges off sequences.
///
/// Input:  (batch, steps, channels).     Output: the same rank, each spatial axis shorter by what is cut at
/// both ends. Throws: ValueError for a negative cropping; ShapeError when built on an input that does not
/// fit.
class Cropping1D final : public LayerBase<Cropping1D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "Cropping1D";
  explicit Cropping1D(Padding1 cropping = {1, 1}, const LayerOptions& options = {})
      : LayerBase(type, "cropping", cropping.list(), options.name) {}
  [[nodiscard]] static Cropping1D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "cropping", 2);
    return Cropping1D({e[0], e[1]});
  }
};

/// Cuts the edges off pictures.
///
/// Input:  (batch, height, width, channels).     Output: the same rank, each spatial axis shorter by what is
/// cut at both ends. Throws: ValueError for a negative cropping; ShapeError when built on an input that does
/// not fit.
class Cropping2D final : public LayerBase<Cropping2D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "Cropping2D";
  explicit Cropping2D(Padding2 cropping = {0, 0}, const LayerOptions& options = {})
      : LayerBase(type, "cropping", cropping.list(), options.name) {}
  [[nodiscard]] static Cropping2D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "cropping", 4);
    return Cropping2D({{e[0], e[1]}, {e[2], e[3]}});
  }
};

/// Cuts the edges off volumes.
///
/// Input:  (batch, depth, height, width, channels).     Output: the same rank, each spatial axis shorter by
/// what is cut at both ends. Throws: ValueError for a negative cropping; ShapeError when built on an input
/// that does not fit.
class Cropping3D final : public LayerBase<Cropping3D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "Cropping3D";
  explicit Cropping3D(Padding3 cropping = {1, 1, 1}, const LayerOptions& options = {})
      : LayerBase(type, "cropping", cropping.list(), options.name) {}
  [[nodiscard]] static Cropping3D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "cropping", 6);
    return Cropping3D({{e[0], e[1]}, {e[2], e[3]}, {e[4], e[5]}});
  }
};

}  // namespace saem
