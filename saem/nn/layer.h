#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/graph/variable.h"
#include "saem/nn/constraints.h"
#include "saem/nn/initializers.h"
#include "saem/nn/regularizers.h"
#include "saem/ops/random_ops.h"

namespace saem {

/// What a layer is told when it is called.
struct CallContext {
  bool training = false;
  RandomState* random = nullptr;  ///< for layers that draw; set whenever `training` is
  /// What layers that are called add to the loss: activity regularizers, and `add_loss` of a layer's own.
  /// Scalars, float32.
  Tensors losses = {};
  void add_loss(const Tensor& scalar);
  /// Which steps of a value count: bool, the leading axes of its shape, (batch, steps) of (batch, steps, …).
  /// Made by Masking and Embedding, and handed on by layers (Layer::compute_mask). Undefined: all count.
  [[nodiscard]] Tensor mask_of(const Tensor& value) const;
  /// An undefined mask takes a value's mask away.
  void set_mask(const Tensor& value, const Tensor& mask);
  std::vector<std::pair<Tensor, Tensor>> masks = {};  ///< value and mask, of the values that have one
};

/// How a weight is trained.
struct WeightOptions {
  bool trainable = true;
  Regularizer regularizer = {};  ///< adds to the loss
  Constraint constraint = {};    ///< applied after each update
};

/// What a layer is told when it is built.
struct BuildContext {
  /// Used if the layer has no name yet.
  std::string name = {};
  /// Where each input comes from, for messages: "MaxPooling2D 'pool1'". May be empty.
  std::vector<std::string> origins = {};
  /// Gives the value of a new weight "conv2d/kernel" of this shape (a model file does). Without it weights
  /// are zeros until `draw_weights`.
  std::function<Array(const std::string& name, const Shape& shape)> weights = {};
};

class Symbol;

/// A function with weights. Derive from LayerBase to make a layer: give `call`, and `build` if there are
/// weights.
///
///     class Scale final : public LayerBase<Scale> {
///      public:
///       Scale() : LayerBase("Scale") {}
///      protected:
///       void build(std::span<const Shape> inputs) override {
///         add_weight("factor", inputs[0].slice(-1, inputs[0].rank()), initializer("ones"));
///       }
///       Tensor call(const Tensors& inputs, CallContext&) const override { return inputs[0] *
///       weight("factor"); }
///     };
///
/// A Layer object is a handle: its copies are the same layer, with the same weights and name. Members of its
/// own should therefore be options that never change: what `build` learns belongs into weights. Shapes that
/// layers see in `build` have -1 for the batch. Everything that a layer computes is recorded as graph, so it
/// can be differentiated and compiled without further code; to be loaded from a model file it needs `config`
/// and `register_layer`.
class Layer {
 public:
  virtual ~Layer();
  Layer(const Layer&) = default;
  Layer& operator=(const Layer&) = default;

  /// "Conv2D": what users write, and what model files hold.
  [[nodiscard]] const std::string& class_name() const;
  /// "conv2d", "conv2d_1", …, unless given; unique within a model. Weights are named after it:
  /// "conv2d/kernel".
  [[nodiscard]] const std::string& name() const;
  /// False as long as nobody named it: a model will, and `name` is what it would have alone.
  [[nodiscard]] bool named() const;
  /// Throws ValueError unless the name is UTF-8 text.
  void set_name(const std::string& name);
  /// "Conv2D 'conv2d_1'", or "Conv2D" before it has a name: how messages call it.
  [[nodiscard]] std::string title() const;
  /// What is needed, besides the weights, to make this layer again.
  [[nodiscard]] virtual Attributes config() const { return {}; }

  /// Makes the weights for these inputs (batch -1) if there are none yet; checks the inputs in any case.
  /// Returns the type of the output, found by tracing `call`. Throws ShapeError, naming the layer, if the
  /// inputs do not fit; the layer is then as before.
  TensorType ensure_built(std::span<const TensorType> inputs, const BuildContext& context = {});
  [[nodiscard]] bool built() const;
  /// Forgets the weights and the input shapes.
  void unbuild();
  /// Shape of the output for float32 inputs of these shapes; batch stays -1. Throws ValueError before the
  /// layer is built.
  [[nodiscard]] Shape output_shape(std::span<const Shape> inputs) const;

  /// Draws new initial values. `place` is the layer's number in its model: the same seed and place give the
  /// same weights.
  void draw_weights(std::uint64_t seed, std::uint64_t place);
  /// True once the weights have been drawn or loaded.
  [[nodiscard]] bool has_weights() const;

  /// Applies the built layer: messages and graph nodes carry its name. Throws ValueError before it is built,
  /// ShapeError if the inputs do not fit.
  [[nodiscard]] Tensor apply(const Tensors& inputs, CallContext& context) const;

  /// Functional use: builds the layer on a symbolic input and returns the symbolic output. Used twice, it is
  /// the same layer with the same weights.
  [[nodiscard]] Symbol operator()(const Symbol& input) const;
  [[nodiscard]] Symbol operator()(const std::vector<Symbol>& inputs) const;

  /// All weights in the order in which `build` added them.
  [[nodiscard]] const std::vector<Variable>& variables() const;
  [[nodiscard]] std::vector<Variable> trainable_variables() const;
  [[nodiscard]] std::int64_t parameter_count() const;
  /// What the weights' regularizers add to the loss, one scalar per trainable weight that has one.
  [[nodiscard]] Tensors losses() const;
  /// Assigns to each trainable weight that has a constraint what that makes of it: to be called after each
  /// update.
  void constrain_weights() const;
  /// False freezes the layer.
  [[nodiscard]] bool trainable() const;
  void set_trainable(bool trainable);
  /// True for the same layer (not merely an equal one).
  [[nodiscard]] bool same_as(const Layer& other) const noexcept { return state_ == other.state_; }
  /// The input shapes it was built on.
  [[nodiscard]] const std::vector<Shape>& input_shapes() const;

  /// A copy on the heap (the same layer).
  [[nodiscard]] std::shared_ptr<Layer> clone() const;

 protected:
  /// Throws ValueError unless the name is UTF-8 text.
  explicit Layer(std::string class_name, const std::string& name = {});
  /// `new` copy of this handle, which LayerBase makes.
  [[nodiscard]] virtual Layer* new_copy() const = 0;

  /// Checks the inputs, and makes weights with add_weight. Called again for inputs of other shapes: weights
  /// stay then, and add_weight throws ShapeError if one would need another shape.
  virtual void build(std::span<const Shape> /*inputs*/) {}
  [[nodiscard]] virtual Tensor call(const Tensors& inputs, CallContext& context) const = 0;
  /// The mask of the output, from those of the inputs (undefined where an input has none). By default there
  /// is none: whoever reads the output looks at all of it. Derive from SupportsMasking to hand on the only
  /// input's. Within `call`, CallContext::mask_of has the inputs' masks.
  [[nodiscard]] virtual Tensor compute_mask(const Tensors& /*inputs*/, const Tensors& /*masks*/) const {
    return {};
  }

  /// Adds a float32 weight named "<layer>/<name>" with initial values drawn by the initializer. For `build`
  /// only.
  void add_weight(const std::string& name, const Shape& shape, const Initializer& initializer,
                  bool trainable = true);
  void add_weight(const std::string& name, const Shape& shape, const Initializer& initializer,
                  const WeightOptions& options);
  /// Builds a layer inside this one: its weights become this layer's too, as "<layer>/<inner layer>/kernel".
  /// For `build` only. Returns the type of its output.
  TensorType add_layer(const std::shared_ptr<Layer>& inner, std::span<const TensorType> inputs);
  /// What each output adds to the loss. For constructors only.
  void set_activity_regularizer(Regularizer regularizer);
  /// Says that the weights have the values that they should have, so that none are drawn.
  void keep_weights();
  /// The weight of that name, as it is now. Throws ValueError if there is none.
  [[nodiscard]] Tensor weight(std::string_view name) const { return weight_variable(name).read(); }
  [[nodiscard]] Variable weight_variable(std::string_view name) const;
  /// Throws ShapeError: "Conv2D 'conv2' cannot take this input: <problem>\n(input <shape> from <layer
  /// before>; <context>).\n<advice>". For `build` only.
  [[noreturn]] void reject_input(const std::string& problem, const std::string& context,
                                 const std::string& advice) const;
  /// The shape of the only input. Throws ShapeError, as reject_input, if there are others. For `build` only.
  [[nodiscard]] const Shape& only_input(std::span<const Shape> inputs) const;

 private:
  struct State;
  struct Building;
  void check_inputs(std::span<const Shape> inputs, const BuildContext& context);
  void rename(const std::string& name);
  [[nodiscard]] TensorType trace(std::span<const TensorType> inputs) const;
  std::shared_ptr<State> state_;
};

/// Makes copies of a concrete layer: `class Dense final : public LayerBase<Dense>`. `Base` is what several
/// layers share.
template <class Derived, std::derived_from<Layer> Base = Layer>
class LayerBase : public Base {
 public:
  using Base::Base;

 protected:
  // Not as a shared_ptr: a kind of those for each layer would double what a program pays for including them.
  [[nodiscard]] Layer* new_copy() const override { return new Derived(static_cast<const Derived&>(*this)); }
};

/// A base for layers of one input that do at each step what does not depend on other steps, or at least leave
/// steps where they are: the input's mask is the output's. `class Dense : public LayerBase<Dense,
/// SupportsMasking>`.
class SupportsMasking : public Layer {
 protected:
  using Layer::Layer;
  [[nodiscard]] Tensor compute_mask(const Tensors& /*inputs*/, const Tensors& masks) const override {
    return masks.front();
  }
};

/// Any layer, held by value.
class AnyLayer {
 public:
  template <std::derived_from<Layer> L>
  AnyLayer(const L& layer) : layer_(layer.clone()) {}  // NOLINT: a layer is an AnyLayer
  explicit AnyLayer(std::shared_ptr<Layer> layer) : layer_(std::move(layer)) {}
  [[nodiscard]] Layer& operator*() const noexcept { return *layer_; }
  [[nodiscard]] Layer* operator->() const noexcept { return layer_.get(); }

 private:
  std::shared_ptr<Layer> layer_;
};

}  // namespace saem

#include "saem/nn/symbol.h"
