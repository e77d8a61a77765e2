#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saem/graph/variable.h"
#include "saem/nn/initializers.h"
#include "saem/ops/random_ops.h"

namespace saem {

/// What a layer is told when it is called.
struct CallContext {
  bool training = false;
  RandomState* random = nullptr;  ///< for layers that draw; set whenever `training` is
};

class Symbol;

/// A function with weights. Derive from it to make a layer: give `call`, and `build` if there are weights.
///
/// A Layer object is a handle: its copies are the same layer, with the same weights and name. Shapes that layers see in
/// `build` have -1 for the batch. Everything that a layer computes is recorded as graph, so it can be differentiated,
/// compiled and saved without further code.
class Layer {
 public:
  virtual ~Layer();
  Layer(const Layer&) = default;
  Layer& operator=(const Layer&) = default;

  /// "Conv2D": what users write, and what model files hold.
  [[nodiscard]] const std::string& class_name() const;
  /// "conv2d", "conv2d_1", …, unless given; unique within a model.
  [[nodiscard]] const std::string& name() const;
  void set_name(std::string name);
  /// What is needed, besides the weights, to make this layer again.
  [[nodiscard]] virtual Attributes config() const { return {}; }

  /// Makes the weights for these input shapes (batch -1). Does nothing the second time, but throws ShapeError if the
  /// shapes then do not fit. Weights are drawn from (seed of the Generator).
  void ensure_built(std::span<const Shape> inputs, Generator& generator);
  [[nodiscard]] bool built() const;
  /// Shape of the output for these inputs, found by tracing `call`; batch stays -1.
  [[nodiscard]] Shape output_shape(std::span<const Shape> inputs) const;

  /// Applies the built layer: messages and graph nodes carry its name.
  [[nodiscard]] Tensor apply(const Tensors& inputs, CallContext& context) const;

  /// Functional use: builds the layer on a symbolic input and returns the symbolic output.
  [[nodiscard]] Symbol operator()(const Symbol& input) const;
  [[nodiscard]] Symbol operator()(const std::vector<Symbol>& inputs) const;

  /// All weights in the order in which `build` added them.
  [[nodiscard]] const std::vector<Variable>& variables() const;
  [[nodiscard]] std::vector<Variable> trainable_variables() const;
  [[nodiscard]] std::int64_t parameter_count() const;
  /// False freezes the layer.
  [[nodiscard]] bool trainable() const;
  void set_trainable(bool trainable);
  /// True for the same layer (not merely an equal one).
  [[nodiscard]] bool same_as(const Layer& other) const noexcept { return state_ == other.state_; }
  /// "Conv2D 'conv2d_1'".
  [[nodiscard]] std::string title() const;
  /// The input shapes it was built on.
  [[nodiscard]] const std::vector<Shape>& input_shapes() const;

  /// A copy on the heap (the same layer).
  [[nodiscard]] virtual std::shared_ptr<Layer> clone() const = 0;

 protected:
  explicit Layer(std::string class_name, std::string name = {});

  /// Checks the input and makes weights with add_weight.
  virtual void build(std::span<const Shape> /*inputs*/) {}
  [[nodiscard]] virtual Tensor call(const Tensors& inputs, CallContext& context) const = 0;

  /// Adds a weight named "<layer>/<name>" with initial values drawn by the initializer.
  void add_weight(const std::string& name, const Shape& shape, const Initializer& initializer, bool trainable = true);
  /// The weight of that name, as it is now. Throws ValueError if there is none.
  [[nodiscard]] Tensor weight(std::string_view name) const;
  [[nodiscard]] Variable weight_variable(std::string_view name) const;
  /// Throws ShapeError: "Conv2D 'conv2' cannot take this input: <problem>\n(input <shapes> from <layer before>).\n<advice>".
  [[noreturn]] void reject_input(const std::string& problem, const std::string& context, const std::string& advice) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Adds `clone` for a concrete layer: `class Dense final : public LayerBase<Dense>`.
template <class Derived>
class LayerBase : public Layer {
 public:
  using Layer::Layer;
  [[nodiscard]] std::shared_ptr<Layer> clone() const override {
    return std::make_shared<Derived>(static_cast<const Derived&>(*this));
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

/// Makes a layer again from a model file: class name → factory. The layers of saem are known; a program registers its
/// own ones with `register_layer("Scale", [](const Attributes& config) { return AnyLayer(Scale(config.real("start"))); })`.
using LayerFactory = std::function<AnyLayer(const Attributes& config)>;
void register_layer(const std::string& class_name, LayerFactory factory);
/// Throws ValueError, with the nearest name, for an unknown class.
[[nodiscard]] AnyLayer make_layer(const std::string& class_name, const Attributes& config);
[[nodiscard]] std::vector<std::string> layer_classes();

/// A value in a functional model: the output of a layer on symbolic inputs, of known shape but for the batch.
class Symbol {
 public:
  [[nodiscard]] const Shape& shape() const;  ///< batch -1
  [[nodiscard]] DType dtype() const;

  struct Node;  ///< layer, inputs, shape
  explicit Symbol(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  [[nodiscard]] const std::shared_ptr<const Node>& node() const noexcept { return node_; }

 private:
  std::shared_ptr<const Node> node_;
};
struct Symbol::Node {
  std::shared_ptr<Layer> layer;  ///< null for an input
  std::vector<Symbol> inputs;
  Shape shape;
  DType dtype = DType::f32;
  std::string name;              ///< inputs only
};

/// The entry of a functional model; `shape` is without the batch: Input({28, 28, 1}).
[[nodiscard]] Symbol Input(const Shape& shape, DType dtype = DType::f32, std::string name = {});

}  // namespace saem
