#pragma once

#include <memory>
#include <string>
#include <vector>

#include "saem/nn/layer.h"
#include "saem/train/model.h"

namespace saem {

/// A model as a layer of another one. Its weights are those of the model's layers, which get names that begin
/// with its own: "encoder/dense/kernel".
class ModelLayer final : public Layer {
 public:
  /// The one that the model's state keeps: it lives no longer than that.
  ModelLayer(Model::State& model, const std::string& class_name);
  /// One for other models to keep: the model lives at least as long.
  ModelLayer(const ModelLayer& own, std::shared_ptr<Model::State> model);

  [[nodiscard]] Model::State& model() const noexcept { return *model_; }

  /// Builds the model (a Sequential may not be yet) and this layer for these inputs. Throws ShapeError or
  /// DTypeError, before anything is changed, if they do not fit.
  void prepare(std::span<const TensorType> inputs, const BuildContext& context);
  /// All outputs; Layer::apply gives the first.
  [[nodiscard]] Tensors apply_all(const Tensors& inputs, CallContext& context) const;
  [[nodiscard]] std::vector<TensorType> output_types() const;

  /// The layer as such, or null for any other layer.
  [[nodiscard]] static ModelLayer* of(Layer& layer) { return dynamic_cast<ModelLayer*>(&layer); }
  [[nodiscard]] static const ModelLayer* of(const Layer& layer) {
    return dynamic_cast<const ModelLayer*>(&layer);
  }

 protected:
  [[nodiscard]] Layer* new_copy() const override { return new ModelLayer(*this); }
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  Model::State* model_;
  std::shared_ptr<Model::State> owner_;
};

}  // namespace saem
