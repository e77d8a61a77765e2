#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
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
    /// Of a model with several outputs each has a call of its own: `output` counts them, and those from 1 on
    /// have the number of the call of output 0, which is what is done.
    std::size_t output = 0;
    std::size_t first = 0;
  };
  std::vector<Input> inputs = {};
  std::vector<Call> calls = {};           ///< in an order in which they can be done
  std::vector<std::size_t> outputs = {};  ///< value numbers

  [[nodiscard]] std::size_t values() const noexcept { return inputs.size() + calls.size(); }
  [[nodiscard]] const TensorType& type(std::size_t value) const {
    return value < inputs.size() ? inputs[value].type : calls[value - inputs.size()].type;
  }
};

class ModelLayer;

/// What all copies of a model share.
struct Model::State {
  std::string name;
  bool named = false;  ///< by its user
  bool sequential = false;
  std::vector<AnyLayer> layers;
  ModelGraph graph;  ///< without inputs as long as a Sequential does not know its input shape
  std::vector<bool>
      drawn;  ///< per layer: its weights were drawn by this model (not loaded, not another model's)
  std::uint64_t seed = 0;
  RandomState random;
  std::map<std::string, std::string> information;
  std::unique_ptr<Trainer> trainer = std::make_unique<Trainer>();
  std::unique_ptr<ModelLayer> own_layer;  ///< what it is in other models; null while it is in none

  State();
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] bool built() const noexcept { return !graph.inputs.empty(); }
  /// "Sequential 'digits'": how messages call the model.
  [[nodiscard]] std::string title() const;
  /// Throws ValueError unless the model is built.
  void require_built(const std::string& what) const;
  /// "dense", "dense_1", …: the first that no layer and no input of this model has.
  [[nodiscard]] std::string free_name(const std::string& base) const;

  /// The handle for other models.
  [[nodiscard]] static std::shared_ptr<ModelLayer> as_layer(const std::shared_ptr<State>& state);
  /// A layer's name without that of this model in front, which it has once this model is in another one.
  [[nodiscard]] std::string local_name(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> output_names() const;
  /// Of a call of an output from 1 on. Throws ValueError if there is none.
  [[nodiscard]] TensorType output_type(const ModelGraph::Call& call) const;
  [[nodiscard]] Tensors apply(const Tensors& inputs, CallContext& context) const;
  struct SummaryRow {
    std::string name, class_name, shape;
    std::optional<std::int64_t> parameters;  ///< none before it is built
    std::string sources;
  };
  [[nodiscard]] std::vector<SummaryRow> summary_rows(bool expand_nested) const;
  void append_flattened(std::vector<AnyLayer>& all) const;
  /// Throws ValueError if a layer is in this model twice: by itself, and inside another model.
  void require_distinct_layers() const;

  /// Throws ValueError for no layer, one that is there already or whose name is taken, and for this model.
  void add_layer(const AnyLayer& layer);
  /// Whether `other` is this model, or one inside it.
  [[nodiscard]] bool contains(const State& other) const;
  /// Builds a layer on values of the graph, and adds the call to it. If that throws, nothing has changed.
  void connect(std::size_t layer, std::vector<std::size_t> arguments, BuildContext context = {});
  /// Builds the layers for the calls of the graph, whose types are not known yet.
  void connect_all(const BuildContext& context);
  /// Builds all layers of a chain on this input (batch -1). If that throws, nothing has changed.
  void build_chain(const TensorType& input);
  /// Draws the weights of layers that have none yet.
  void draw_weights();

 private:
  [[nodiscard]] bool has_name(const std::string& wanted) const;
  [[nodiscard]] std::string origin(std::size_t value) const;
};

}  // namespace saem
