#pragma once

#include <string>
#include <vector>

#include "saem/nn/batch_stream.h"
#include "saem/nn/layer.h"
#include "saem/nn/layer_axes.h"

namespace saem {

struct NormalizationOptions {
  std::vector<int> axis = {-1};       ///< elements along these are normalized by themselves; {}: all together
  std::vector<double> mean = {};      ///< one number, or one per element of `axis`; with `variance`
  std::vector<double> variance = {};  ///< used in place of what `adapt` finds
  bool invert = false;                ///< back: x · √variance + mean
  std::string name = {};
};

/// (x - mean) / max(√variance, 10⁻⁷), with what `adapt` found in data, or with given numbers.
///
///     Normalization scale;
///     scale.adapt(x_train);
///     Sequential model{Input({13}), scale, Dense(1)};
/// Input:  any shape and dtype.     Output: same shape; float32 unless the input is floating.
/// Weights: without given numbers: "mean", "variance" (the extents of `axis`), and "count" (), the number of
///          examples that they are from; never trained.
/// Throws: ValueError for only one of mean and variance, or a count of numbers that does not fit; ShapeError
///         when built on an input without these axes.
class Normalization final : public LayerBase<Normalization, SupportsMasking> {
 public:
  static constexpr const char* type = "Normalization";
  explicit Normalization(NormalizationOptions options = {});
  [[nodiscard]] static Normalization from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

  /// Finds mean and variance in these examples (n, …); builds the layer if it is not. Throws ValueError for
  /// given numbers, ShapeError for data that does not fit.
  void adapt(const Array& data);
  /// As above, from one batch after another.
  void adapt(const BatchStream& batches);

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  [[nodiscard]] bool is_given() const { return !options_.mean.empty(); }
  void require_examples(const Array& batch) const;
  [[nodiscard]] Shape kept_extents(const Shape& input) const;
  /// The statistics, with an axis of extent 1 for each that is not kept.
  [[nodiscard]] Tensor stretched(const Tensor& x, const char* name, const std::vector<double>& given) const;
  NormalizationOptions options_;
};

}  // namespace saem
