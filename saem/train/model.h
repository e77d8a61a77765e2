#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "saem/data/dataset.h"
#include "saem/nn/layer.h"
#include "saem/train/checkpoint.h"
#include "saem/train/history.h"
#include "saem/train/loss.h"
#include "saem/train/metric.h"
#include "saem/train/optimizer.h"
#include "saem/train/sample_weights.h"
#include "saem/train/schedule.h"
#include "saem/train/step_profile.h"

namespace saem {

struct FitEvents;

struct ModelCompileOptions {
  OptimizerChoice optimizer = "rmsprop";  ///< an optimizer, or its name
  LossChoice loss = {};                   ///< a loss, or its name
  std::vector<MetricChoice> metrics = {};
  std::vector<MetricChoice> weighted_metrics = {};  ///< count examples by their sample weights
  /// Bytes that the intermediate values of a training step may take; 0: as many as they need. To stay below
  /// it, values are computed a second time instead of being kept: slower, with the same results. The first
  /// step throws ValueError, naming the least possible, if that does not suffice.
  std::size_t memory_budget = 0;
  /// What convolutions and matrix products compute from, in training, evaluation and prediction: "float32";
  /// "bf16", faster, rounds their inputs to bfloat16; "bf16-emulated" gives the same numbers on a processor
  /// without bfloat16 instructions, slowly. Sums, weights, moments and everything else are float32 always.
  std::string precision = "float32";
};

/// Data that is not learned from but looked at after each epoch: a Dataset, or {x, y}, or {x, y,
/// sample_weight}; none by default.
class ValidationData : public std::optional<Dataset> {
 public:
  using std::optional<Dataset>::optional;
  ValidationData(const Array& x, const Array& y, const Array& sample_weight = {})
      : std::optional<Dataset>(Dataset{.x = x, .y = y, .sample_weight = sample_weight}) {}
};

struct FitOptions {
  std::int64_t batch_size = 32;  ///< refused if it is larger than the data
  int epochs = 1;
  int verbose = 1;                      ///< 0 silent, 1 progress bar, 2 one line per epoch; on stderr
  ValidationData validation_data = {};  ///< a Dataset, or {x, y}
  double validation_split = 0;          ///< the LAST share of the data, taken before shuffling (as in Keras)
  bool shuffle = true;
  Array sample_weight = {};            ///< of each row in the loss and in weighted metrics: (n,)
  ClassWeights class_weight = {};      ///< sample weights by class, of training only; not with sample_weight
  LearningRateSchedule schedule = {};  ///< how the learning rate moves over all the epochs; constant if empty
  std::uint64_t seed = 0;    ///< order of the data and random ops; weights are drawn when the model is built
  std::string csv_log = {};  ///< file that gets one line per epoch
  bool debug = false;        ///< run op by op, in float32, and stop at the first non-finite value
  CheckpointOptions checkpoint = {};  ///< what is kept so that a killed run can go on
  FitEvents* events = nullptr;        ///< who wants to hear of steps and epochs, and may stop
};

struct EvaluateOptions {
  std::int64_t batch_size = 32;
  int verbose = 0;
  Array sample_weight = {};  ///< (n,)
};
struct TrainOnBatchOptions {
  Array sample_weight = {};        ///< (n,)
  ClassWeights class_weight = {};  ///< not with sample_weight
};
struct PredictOptions {
  std::int64_t batch_size = 32;
};

/// A trainable function from arrays to arrays, made of layers. Copies are the same model.
class Model {
 public:
  /// A functional model: everything between the inputs and the outputs. Throws ValueError if an output needs
  /// an Input that is not among the inputs, or two layers were given the same name.
  Model(const Symbol& input, const Symbol& output);
  Model(std::vector<Symbol> inputs, std::vector<Symbol> outputs);
  virtual ~Model();
  Model(const Model&);
  Model& operator=(const Model&);

  // ---- structure ----
  [[nodiscard]] const std::string& name() const;
  void set_name(std::string name);
  [[nodiscard]] const std::vector<AnyLayer>& layers() const;
  [[nodiscard]] bool built() const;
  /// Makes the weights of a Sequential without an Input. `input_shape` with or without the batch as -1 in
  /// front. Throws ShapeError, in a layer's name, if a layer does not fit, or the model is built already, on
  /// another shape.
  void build(const Shape& input_shape);
  [[nodiscard]] std::vector<Shape> input_shapes() const;   ///< batch -1
  [[nodiscard]] std::vector<Shape> output_shapes() const;  ///< batch -1
  /// The weights of all layers, each once. Throws ValueError before the model is built, as do the next two.
  [[nodiscard]] std::vector<Variable> variables() const;
  [[nodiscard]] std::vector<Variable> trainable_variables() const;
  [[nodiscard]] std::int64_t parameter_count() const;
  /// Keras's table: Layer (type), Output Shape, Param #, totals with thousands separators and size in memory.
  /// Of a model that is built and compiled also the memory that steps with batches of this size will take.
  [[nodiscard]] std::string summary(std::int64_t batch_size = 32) const;
  /// Weights are drawn from this seed when the model is built (0 unless set); the weights that this model has
  /// drawn already are drawn anew, so call it before training. What came from a file or another model stays.
  void set_seed(std::uint64_t seed);

  // ---- as a function in the graph ----
  // A Sequential that is not built yet is built on the first input.
  [[nodiscard]] Tensor operator()(const Tensor& x) const;  ///< inference mode, first output
  [[nodiscard]] Tensors apply(const Tensors& inputs, CallContext& context) const;
  /// What Dropout and other random layers draw from.
  [[nodiscard]] RandomState& random_state() const;

  // ---- training ----
  /// Throws ValueError for an unknown name or an option outside its range, UnsupportedError if the processor
  /// lacks what the precision asks for.
  void compile(const ModelCompileOptions& options);
  [[nodiscard]] bool compiled() const;
  /// x float32 (n, …); y as the loss wants it. Throws ShapeError before step 1 if the data does not fit the
  /// model or the loss.
  History fit(const Array& x, const Array& y, const FitOptions& options = {});
  History fit(const Dataset& data, const FitOptions& options = {});
  /// "loss" and each metric.
  std::map<std::string, double> evaluate(const Array& x, const Array& y, const EvaluateOptions& options = {});
  std::map<std::string, double> evaluate(const Dataset& data, const EvaluateOptions& options = {});
  /// The first output for all rows of x.
  [[nodiscard]] Array predict(const Array& x, const PredictOptions& options = {});
  /// One update on one batch; the same compiled step that `fit` runs. Returns loss and metrics of this batch.
  std::map<std::string, double> train_on_batch(const Array& x, const Array& y,
                                               const TrainOnBatchOptions& options = {});
  /// All numbers of each metric (Metric::results: a matrix for ConfusionMatrix, one per class for F1Score)
  /// over what was measured last: by `evaluate`, by `train_on_batch`, or in the last epoch of `fit`, there
  /// over the validation data if there is any.
  [[nodiscard]] const std::map<std::string, Array>& metric_results() const;
  [[nodiscard]] Optimizer& optimizer() const;
  /// What the model was compiled with, or before that, what its file says. (A model from a file that says
  /// "bf16" predicts in float32 where the processor has no bfloat16 instructions.)
  [[nodiscard]] const std::string& precision() const;
  /// Runs a step on made-up data and tells where its time and memory go; the model stays as it is. Throws
  /// ValueError if the model is not built, or, for a training step, not compiled.
  [[nodiscard]] StepProfile profile(const ProfileOptions& options = {});

  // ---- files ----
  /// One safetensors file: architecture, weights, precision, and `information` (labels, preprocessing, …);
  /// see docs/model-file.md. Throws ValueError before the model is built, FileError if the file cannot be
  /// written.
  void save(const std::filesystem::path& path) const;
  /// Facts that travel with the model file: "labels" (JSON list), "preprocessing" (JSON), …
  [[nodiscard]] std::map<std::string, std::string>& information() const;

 protected:
  struct State;
  explicit Model(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
  friend class Trainer;
  friend struct ModelFile;
};

/// A chain of layers. The first may be Input({28, 28, 1}) (or build() is called): then every layer is checked
/// as it is added; otherwise all are when the first data comes.
class Sequential : public Model {
 public:
  /// What the braces may hold: a layer, or Input(shape) in front.
  struct Element {
    template <std::derived_from<Layer> L>
    Element(const L& l) : layer(AnyLayer(l)) {}   // NOLINT
    Element(const Symbol& s) : input(s) {}        // NOLINT
    Element(AnyLayer l) : layer(std::move(l)) {}  // NOLINT
    std::optional<AnyLayer> layer;
    std::optional<Symbol> input;
  };
  Sequential();
  Sequential(std::initializer_list<Element> elements);
  /// Throws ShapeError, in the layer's name, if it cannot follow the layers before it; the model is then as
  /// before.
  void add(const Element& element);
};

/// A model from a file written by `save`: same predictions, bit for bit. Layers of a program's own need
/// register_layer. Throws FileError if the file is damaged, or not a saem model, or has layers that this
/// program does not know.
[[nodiscard]] Model load_model(const std::filesystem::path& path);

}  // namespace saem
