#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "saem/train/model.h"
#include "saem/train/trainer.h"

namespace saem {

/// How the layers of a model are connected. Its values are numbered: the inputs first, then one per call.
struct ModelGraph {
  struct Input {
    std::string name;
    TensorType type;  ///< batch -1
    bool named = false;
  };
  struct Call {
    std::size_t layer;                   ///< index in Model::layers()
    std::vector<std::size_t> arguments;  ///< value numbers, all smaller than that of this call
    TensorType type;                     ///< of the result; batch -1
  };
  std::vector<Input> inputs;
  std::vector<Call> calls;           ///< in an order in which they can be done
  std::vector<std::size_t> outputs;  ///< value numbers

  [[nodiscard]] const TensorType& type(std::size_t value) const {
    return value < inputs.size() ? inputs[value].type : calls[value - inputs.size()].type;
  }
};

/// What all copies of a model share.
struct Model::State {
  std::string name;
  bool sequential = false;
  std::vector<AnyLayer> layers;
  ModelGraph graph;         ///< without inputs while a Sequential does not know its input shape
  std::vector<bool> drawn;  ///< per layer: its weights were drawn by this model (not loaded, not another model's)
  std::uint64_t seed = 0;
  RandomState random;
  std::map<std::string, std::string> information;
  std::unique_ptr<Trainer> trainer = std::make_unique<Trainer>();

  [[nodiscard]] bool built() const noexcept { return !graph.inputs.empty(); }
  /// "dense", "dense_1", …: the first that no layer and no input of this model has.
  [[nodiscard]] std::string free_name(const std::string& base) const;
  /// Throws ValueError if a layer or input of this model has the name.
  void require_free_name(const std::string& layer_name, const std::string& title) const;
  /// "Conv2D 'conv1'", "Input 'pixels'": where a value comes from, for messages.
  [[nodiscard]] std::string origin(std::size_t value) const;
  /// Checks and builds a layer on values of the graph. Throws as ensure_built; nothing has changed then.
  ModelGraph::Call connect(std::size_t layer, std::vector<std::size_t> arguments, const BuildContext& context = {}) const;
  /// Draws the weights of layers that have no values yet.
  void draw_weights();
};

}  // namespace saem
