#pragma once

#include <string>
#include <vector>

#include "saem/nn/layer.h"
#include "saem/nn/layer_options.h"

namespace saem {

namespace detail {

/// What the layers share that combine two or more inputs element by element. Shapes stretch as in Keras:
/// extents of 1 to any, and shorter inputs get axes of extent 1 after the batch.
class MergingLayer : public Layer {
 protected:
  using Layer::Layer;
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;
  /// A step counts if it does in any input; all do if one input has no mask.
  [[nodiscard]] Tensor compute_mask(const Tensors& inputs, const Tensors& masks) const override;
  /// The result for two inputs of one rank.
  [[nodiscard]] virtual Tensor merge(const Tensor& a, const Tensor& b) const = 0;
};

}  // namespace detail

/// The sum of two or more inputs: the end of a residual connection.
///
///     Symbol y = Add()({x, shortcut});
/// Throws: ShapeError when called on fewer than two inputs, or on shapes that do not fit.
class Add final : public LayerBase<Add, detail::MergingLayer> {
 public:
  static constexpr const char* type = "Add";
  explicit Add(const LayerOptions& options = {}) : LayerBase(type, options.name) {}
  [[nodiscard]] static Add from_config(const Attributes&) { return Add(); }

 protected:
  [[nodiscard]] Tensor merge(const Tensor& a, const Tensor& b) const override;
};

/// The first of two inputs minus the second. Throws: as Add, and for more than two inputs.
class Subtract final : public LayerBase<Subtract, detail::MergingLayer> {
 public:
  static constexpr const char* type = "Subtract";
  explicit Subtract(const LayerOptions& options = {}) : LayerBase(type, options.name) {}
  [[nodiscard]] static Subtract from_config(const Attributes&) { return Subtract(); }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor merge(const Tensor& a, const Tensor& b) const override;
};

/// The product of two or more inputs. Throws: as Add.
class Multiply final : public LayerBase<Multiply, detail::MergingLayer> {
 public:
  static constexpr const char* type = "Multiply";
  explicit Multiply(const LayerOptions& options = {}) : LayerBase(type, options.name) {}
  [[nodiscard]] static Multiply from_config(const Attributes&) { return Multiply(); }

 protected:
  [[nodiscard]] Tensor merge(const Tensor& a, const Tensor& b) const override;
};

/// The largest element, place by place, of two or more inputs. Throws: as Add.
class Maximum final : public LayerBase<Maximum, detail::MergingLayer> {
 public:
  static constexpr const char* type = "Maximum";
  explicit Maximum(const LayerOptions& options = {}) : LayerBase(type, options.name) {}
  [[nodiscard]] static Maximum from_config(const Attributes&) { return Maximum(); }

 protected:
  [[nodiscard]] Tensor merge(const Tensor& a, const Tensor& b) const override;
};

/// The smallest element, place by place, of two or more inputs. Throws: as Add.
class Minimum final : public LayerBase<Minimum, detail::MergingLayer> {
 public:
  static constexpr const char* type = "Minimum";
  explicit Minimum(const LayerOptions& options = {}) : LayerBase(type, options.name) {}
  [[nodiscard]] static Minimum from_config(const Attributes&) { return Minimum(); }

 protected:
  [[nodiscard]] Tensor merge(const Tensor& a, const Tensor& b) const override;
};

/// The mean of two or more inputs. Throws: as Add.
class Average final : public LayerBase<Average, detail::MergingLayer> {
 public:
  static constexpr const char* type = "Average";
  explicit Average(const LayerOptions& options = {}) : LayerBase(type, options.name) {}
  [[nodiscard]] static Average from_config(const Attributes&) { return Average(); }

 protected:
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;
  [[nodiscard]] Tensor merge(const Tensor& a, const Tensor& b) const override;
};

struct ConcatenateOptions {
  int axis = -1;  ///< counted with the batch; negative ones count from the end
  std::string name = {};
};

/// Two or more inputs one after the other along an axis; the other extents must be equal. So are their masks:
/// along the last axis, a step counts if it does in any input (and in one without a mask all do).
///
/// Throws: ValueError for axis 0, which is the batch; ShapeError when called on inputs that do not fit.
class Concatenate final : public LayerBase<Concatenate> {
 public:
  static constexpr const char* type = "Concatenate";
  explicit Concatenate(const ConcatenateOptions& options = {});
  [[nodiscard]] static Concatenate from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override { return {{"axis", axis_}}; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;
  [[nodiscard]] Tensor compute_mask(const Tensors& inputs, const Tensors& masks) const override;

 private:
  int axis_;
};

struct DotOptions {
  bool normalize = false;  ///< divide by the lengths along the axes first: cosines
  std::string name = {};
};

/// Sums of products of two inputs along one axis of each, example by example.
///
/// @param axes  one axis for both inputs, or one for each; counted with the batch.
/// Input:  (batch, a…) and (batch, b…).     Output: (batch, the other axes of a, those of b); (batch, 1) if
///         there are none.
/// Throws: ValueError unless there are one or two axes, ShapeError when called on inputs that do not fit.
class Dot final : public LayerBase<Dot> {
 public:
  static constexpr const char* type = "Dot";
  explicit Dot(int axes, const DotOptions& options = {}) : Dot(std::vector<int>{axes, axes}, options) {}
  explicit Dot(std::vector<int> axes, const DotOptions& options = {});
  [[nodiscard]] static Dot from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::vector<int> axes_;
  bool normalize_;
};

}  // namespace saem
