#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "saem/nn/layer_options.h"
#include "saem/nn/spatial_layer.h"

namespace saem {

/// Steps at both ends of a sequence: 1; {0, 2}: none before, two after.
struct Padding1 {
  constexpr Padding1(std::integral auto both) : low(both), high(both) {}  // NOLINT: a number is a padding
  constexpr Padding1(std::integral auto before, std::integral auto after) : low(before), high(after) {}
  std::int64_t low, high;
  [[nodiscard]] std::vector<std::int64_t> list() const { return {low, high}; }
};

/// Rows and columns around a picture: 1 on every side; {1, 2}: 1 above and below, 2 left and right;
/// {{0, 1}, {2, 3}}: 0 above, 1 below, 2 left, 3 right.
struct Padding2 {
  using Pair = std::pair<std::int64_t, std::int64_t>;
  constexpr Padding2(std::integral auto all) : Padding2(all, all) {}  // NOLINT: a number is a padding
  constexpr Padding2(std::integral auto vertical, std::integral auto horizontal)
      : Padding2(Pair(vertical, vertical), Pair(horizontal, horizontal)) {}
  constexpr Padding2(Pair vertical, Pair horizontal)
      : top(vertical.first), bottom(vertical.second), left(horizontal.first), right(horizontal.second) {}
  std::int64_t top, bottom, left, right;
  [[nodiscard]] std::vector<std::int64_t> list() const { return {top, bottom, left, right}; }
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

/// Options of the layers that pad and crop.
struct EdgeOptions {
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

namespace detail {

/// What cropping and padding layers share: a number before and after each spatial axis.
class EdgeLayer : public SpatialLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  /// Throws ValueError for a negative number.
  EdgeLayer(const char* class_name, const char* option, std::vector<std::int64_t> edges,
            const EdgeOptions& options);
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;
  /// The numbers of a config, `otherwise` where it has none. Throws ValueError for another count of them.
  [[nodiscard]] static std::vector<std::int64_t> edges_in(const Attributes& config, const char* option,
                                                          std::vector<std::int64_t> otherwise);
  [[nodiscard]] static EdgeOptions options_in(const Attributes& config) {
    return {.data_format = data_format_in(config)};
  }

 private:
  [[nodiscard]] bool crops() const;
  const char* option_;
  std::vector<std::int64_t> edges_;
};

}  // namespace detail

/// Zeros around sequences.
///
/// Input:  (batch, steps, channels).
/// Output: the same rank, each spatial axis longer by what is added at both ends.
/// Throws: ValueError for a negative padding; ShapeError when built on an input that does not fit.
class ZeroPadding1D final : public LayerBase<ZeroPadding1D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "ZeroPadding1D";
  explicit ZeroPadding1D(Padding1 padding = 1, const EdgeOptions& options = {})
      : LayerBase(type, "padding", padding.list(), options) {}
  [[nodiscard]] static ZeroPadding1D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "padding", Padding1(1).list());
    return ZeroPadding1D(Padding1(e[0], e[1]), options_in(config));
  }
};

/// Zeros around pictures.
///
/// Input:  (batch, height, width, channels).
/// Output: the same rank, each spatial axis longer by what is added at both ends.
/// Throws: ValueError for a negative padding; ShapeError when built on an input that does not fit.
class ZeroPadding2D final : public LayerBase<ZeroPadding2D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "ZeroPadding2D";
  explicit ZeroPadding2D(Padding2 padding = 1, const EdgeOptions& options = {})
      : LayerBase(type, "padding", padding.list(), options) {}
  [[nodiscard]] static ZeroPadding2D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "padding", Padding2(1).list());
    return ZeroPadding2D(Padding2({e[0], e[1]}, {e[2], e[3]}), options_in(config));
  }
};

/// Zeros around volumes.
///
/// Input:  (batch, depth, height, width, channels).
/// Output: the same rank, each spatial axis longer by what is added at both ends.
/// Throws: ValueError for a negative padding; ShapeError when built on an input that does not fit.
class ZeroPadding3D final : public LayerBase<ZeroPadding3D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "ZeroPadding3D";
  explicit ZeroPadding3D(Padding3 padding = 1, const EdgeOptions& options = {})
      : LayerBase(type, "padding", padding.list(), options) {}
  [[nodiscard]] static ZeroPadding3D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "padding", Padding3(1).list());
    return ZeroPadding3D(Padding3({e[0], e[1]}, {e[2], e[3]}, {e[4], e[5]}), options_in(config));
  }
};

/// Cuts the edges off sequences.
///
/// Input:  (batch, steps, channels).
/// Output: the same rank, each spatial axis shorter by what is cut at both ends.
/// Throws: ValueError for a negative cropping; ShapeError when built on an input that does not fit.
class Cropping1D final : public LayerBase<Cropping1D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "Cropping1D";
  explicit Cropping1D(Padding1 cropping = 1, const LayerOptions& options = {})
      : LayerBase(type, "cropping", cropping.list(), EdgeOptions{.name = options.name}) {}
  [[nodiscard]] static Cropping1D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "cropping", Padding1(1).list());
    return Cropping1D(Padding1(e[0], e[1]));
  }
};

/// Cuts the edges off pictures.
///
/// Input:  (batch, height, width, channels).
/// Output: the same rank, each spatial axis shorter by what is cut at both ends.
/// Throws: ValueError for a negative cropping; ShapeError when built on an input that does not fit.
class Cropping2D final : public LayerBase<Cropping2D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "Cropping2D";
  explicit Cropping2D(Padding2 cropping = 0, const EdgeOptions& options = {})
      : LayerBase(type, "cropping", cropping.list(), options) {}
  [[nodiscard]] static Cropping2D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "cropping", Padding2(0).list());
    return Cropping2D(Padding2({e[0], e[1]}, {e[2], e[3]}), options_in(config));
  }
};

/// Cuts the edges off volumes.
///
/// Input:  (batch, depth, height, width, channels).
/// Output: the same rank, each spatial axis shorter by what is cut at both ends.
/// Throws: ValueError for a negative cropping; ShapeError when built on an input that does not fit.
class Cropping3D final : public LayerBase<Cropping3D, detail::EdgeLayer> {
 public:
  static constexpr const char* type = "Cropping3D";
  explicit Cropping3D(Padding3 cropping = 1, const EdgeOptions& options = {})
      : LayerBase(type, "cropping", cropping.list(), options) {}
  [[nodiscard]] static Cropping3D from_config(const Attributes& config) {
    const std::vector<std::int64_t> e = edges_in(config, "cropping", Padding3(1).list());
    return Cropping3D(Padding3({e[0], e[1]}, {e[2], e[3]}, {e[4], e[5]}), options_in(config));
  }
};

}  // namespace saem
