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
  };
  struct Call {
    std::size_t layer = 0;                    ///< index in Model::layers()
    std::vector<std::size_t> arguments = {};  ///< value numbers, all smaller than that of this call
    TensorType type = {};                     ///< of the result; batch -1
  };
  std::vector<Input> inputs = {};
  std::vector<Call> calls = {};           ///< in an order in which they can be done
  std::vector<std::size_t> outputs = {};  ///< value numbers

  [[nodiscard]] std::size_t values() const noexcept { return inputs.size() + calls.size(); }
  [[nodiscard]] const TensorType& type(std::size_t value) const {
    return value < inputs.size() ? inputs[value].type : calls[value - inputs.size()].type;
  }
};

/// What all copies of a model share.
struct Model::State {
  std::string name;
  bool sequential = false;
  std::vector<AnyLayer> layers;
  ModelGraph graph;  ///< without inputs as long as a Sequential does not know its input shape
  std::vector<bool>
      drawn;  ///< per layer: its weights were drawn by this model (not loaded, not another model's)
  std::uint64_t seed = 0;
  RandomState random;
  std::map<std::string, std::string> information;
  std::unique_ptr<Trainer> trainer = std::make_unique<Trainer>();

  [[nodiscard]] bool built() const noexcept { return !graph.inputs.empty(); }
  /// "Sequential 'digits'": how messages call the model.
  [[nodiscard]] std::string title() const;
  /// Throws ValueError unless the model is built.
  void require_built(const std::string& what) const;
  /// "dense", "dense_1", …: the first that no layer and no input of this model has.
  [[nodiscard]] std::string free_name(const std::string& base) const;

  void add_layer(const AnyLayer& layer);
  /// Builds a layer on values of the graph, and adds the call to it. If that throws, nothing has changed.
  void connect(std::size_t layer, std::vector<std::size_t> arguments, BuildContext context = {});
  /// Builds all layers of a chain on this input (batch -1). If that throws, nothing has changed.
  void build_chain(const TensorType& input);
  /// Draws the weights of layers that have none yet.
  void draw_weights();

 private:
  [[nodiscard]] bool has_name(const std::string& wanted) const;
  [[nodiscard]] std::string origin(std::size_t value) const;
};

}  // namespace saem
