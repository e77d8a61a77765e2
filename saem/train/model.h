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
#include <string_view>
#include <utility>
#include <vector>

#include "saem/data/dataset.h"
#include "saem/nn/layer.h"
#include "saem/train/callbacks.h"
#include "saem/train/checkpoint.h"
#include "saem/train/history.h"
#include "saem/train/loss.h"
#include "saem/train/metric.h"
#include "saem/train/metric_choices.h"
#include "saem/train/optimizer.h"
#include "saem/train/per_name.h"
#include "saem/train/sample_weights.h"
#include "saem/train/schedule.h"
#include "saem/train/step_profile.h"

namespace saem {

struct ModelCompileOptions {
  OptimizerChoice optimizer = "rmsprop";  ///< an optimizer, or its name
  /// A loss, or its name: one for each output; or a list {"mse", nullptr}; or by output name,
  /// {{"digit", "sparse_categorical_crossentropy"}}. An output without a loss is not trained.
  PerName<LossChoice> loss = {};
  /// What the outputs' losses are multiplied by before they are added: a list, or by output name; 1 unless
  /// given.
  PerName<double> loss_weights = {};
  MetricChoices metrics = {};           ///< a list, or lists by output
  MetricChoices weighted_metrics = {};  ///< count examples by their sample weights
  /// Bytes that the intermediate values of a training step may take; 0: as many as they need. To stay below
  /// it, values are computed a second time instead of being kept: slower, with the same results. The first
  /// step throws ValueError, naming the least possible, if that does not suffice.
  std::size_t memory_budget = 0;
  /// What convolutions and matrix products compute from, in training, evaluation and prediction: "float32";
  /// "bf16", faster, rounds their inputs to bfloat16; "bf16-emulated" gives the same numbers on a processor
  /// without bfloat16 instructions, slowly. Sums, weights, moments and everything else are float32 always.
  std::string precision = "float32";
};

/// Examples, what the model should answer, and perhaps how much each counts: arrays for the model's inputs
/// and outputs, of as many rows each.
struct Examples {
  Examples(Arrays inputs, Arrays outputs, Arrays weights = {})
      : x(std::move(inputs)), y(std::move(outputs)), sample_weight(std::move(weights)) {}
  Examples(const Dataset& data) : x(data.x), y(data.y), sample_weight(data.sample_weight) {}  // NOLINT
  Arrays x;
  Arrays y;
  Arrays sample_weight;  ///< for all outputs, or for each
};

/// Data that is not learned from but looked at after each epoch: a Dataset, or {x, y}, or {x, y,
/// sample_weight}; none by default.
class ValidationData : public std::optional<Examples> {
 public:
  ValidationData() = default;
  ValidationData(const Dataset& data) : std::optional<Examples>(Examples(data)) {}     // NOLINT: implicit
  ValidationData(Examples examples) : std::optional<Examples>(std::move(examples)) {}  // NOLINT
  ValidationData(const Arrays& x, const Arrays& y, const Arrays& sample_weight = {})
      : std::optional<Examples>(Examples(x, y, sample_weight)) {}
};

class ExampleSource;

struct FitOptions {
  std::int64_t batch_size = 32;  ///< refused if it is larger than the data
  int epochs = 1;
  int verbose = 1;                      ///< 0 silent, 1 progress bar, 2 one line per epoch; on stderr
  ValidationData validation_data = {};  ///< a Dataset, or {x, y}
  /// In place of validation_data: examples that are made when they are needed.
  std::shared_ptr<const ExampleSource> validation_source = {};
  double validation_split = 0;  ///< the LAST share of the data, taken before shuffling (as in Keras)
  bool shuffle = true;
  /// Of each row in the loss and in weighted metrics, (n,): for all outputs, or a list, or by output name.
  Arrays sample_weight = {};
  /// Sample weights by class, of training only; for models with one output, and not with sample_weight.
  ClassWeights class_weight = {};
  LearningRateSchedule schedule = {};  ///< how the learning rate moves over all the epochs; constant if empty
  std::uint64_t seed = 0;  ///< order of the data and random ops; weights are drawn when the model is built
  bool debug = false;      ///< run op by op, in float32, and stop at the first non-finite value
  /// Before the first step, throw ValueError if the memory that the training needs is more than there is
  /// (core/available_memory.h).
  bool check_memory = true;
  CheckpointOptions checkpoint = {};  ///< what is kept so that a killed run can go on
  Callbacks callbacks = {};  ///< {EarlyStopping({.patience = 3}), CSVLogger("log.csv"), …}: see callback.h
};

struct EvaluateOptions {
  std::int64_t batch_size = 32;
  int verbose = 0;
  Arrays sample_weight = {};  ///< as in FitOptions
  bool check_memory = true;   ///< as in FitOptions
};
struct TrainOnBatchOptions {
  Arrays sample_weight = {};       ///< as in FitOptions
  ClassWeights class_weight = {};  ///< as in FitOptions
};
struct PredictOptions {
  std::int64_t batch_size = 32;
  bool check_memory = true;  ///< as in FitOptions
};

struct CallOptions {
  bool training = false;  ///< as in a training step: with dropout and the statistics of the batch
};
struct SummaryOptions {
  std::int64_t batch_size = 32;  ///< of the steps whose memory is told
  bool expand_nested = false;    ///< the layers of models inside this one too
};

/// What a model gives for symbols, one per output; of a model with one output also usable as that one.
class Symbols : public std::vector<Symbol> {
 public:
  using std::vector<Symbol>::vector;
  /// Throws ValueError unless there is one.
  operator Symbol() const;  // NOLINT: meant to be implicit
};

/// A trainable function from arrays to arrays, made of layers. Copies are the same model.
///
/// With several inputs or outputs, data and options are given in their order, or by name:
///
///     Model model({left, right}, {digit, size});   // layers named "digit" and "size"
///     model.compile({.loss = {{"digit", "sparse_categorical_crossentropy"}, {"size", "mse"}},
///                    .loss_weights = {1, 0.5},
///                    .metrics = {{"digit", {"accuracy"}}}});
///     model.fit({a, b}, {{"digit", labels}, {"size", sizes}}, {.epochs = 3});
///     const std::vector<Array> predictions = model.predict_all({a, b});
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
  /// The layers, and in place of models among them those models' layers.
  [[nodiscard]] std::vector<AnyLayer> flattened_layers() const;
  [[nodiscard]] bool built() const;
  /// Makes the weights of a Sequential without an Input. `input_shape` with or without the batch as -1 in
  /// front. Throws ShapeError, in a layer's name, if a layer does not fit, or the model is built already, on
  /// another shape.
  void build(const Shape& input_shape);
  [[nodiscard]] std::vector<Shape> input_shapes() const;   ///< batch -1
  [[nodiscard]] std::vector<Shape> output_shapes() const;  ///< batch -1
  [[nodiscard]] std::vector<DType> input_dtypes() const;
  /// The names of the Inputs.
  [[nodiscard]] std::vector<std::string> input_names() const;
  /// The names of the layers that the outputs come from; where one gives several outputs, the second is
  /// called "…_1", and so on. Of a Sequential that is not built yet: of its last layer, if there is one.
  [[nodiscard]] std::vector<std::string> output_names() const;
  /// The weights of all layers, each once. Throws ValueError before the model is built, as do the next two.
  [[nodiscard]] std::vector<Variable> variables() const;
  [[nodiscard]] std::vector<Variable> trainable_variables() const;
  [[nodiscard]] std::int64_t parameter_count() const;
  /// What the weights' regularizers add to the loss: scalars.
  [[nodiscard]] Tensors losses() const;
  /// Assigns to weights that have a constraint what that makes of them: to be called after each update.
  void constrain_weights() const;
  /// Freezes all layers (false), also those of models inside, or trains them all. Compiled steps of `fit` and
  /// its like follow.
  void set_trainable(bool trainable);
  /// Keras's table: Layer (type), Output Shape, Param #, totals with thousands separators and size in memory.
  /// Of a model that is built and compiled also the memory that steps will take.
  [[nodiscard]] std::string summary(const SummaryOptions& options = {}) const;
  /// Weights are drawn from this seed when the model is built (0 unless set); the weights that this model has
  /// drawn already are drawn anew, so call it before training. What came from a file or another model stays.
  void set_seed(std::uint64_t seed);

  // ---- as a function in the graph ----
  // A Sequential that is not built yet is built on the first input.
  /// The only output. Throws ShapeError for a model with several outputs.
  [[nodiscard]] Tensor operator()(const Tensor& x, const CallOptions& options = {}) const;
  [[nodiscard]] Tensors operator()(const Tensors& inputs, const CallOptions& options = {}) const;
  [[nodiscard]] Tensors apply(const Tensors& inputs, CallContext& context) const;
  /// The model as a layer of another: its layers and weights, under names that begin with the model's
  /// ("encoder/dense/kernel"). Used twice, it is the same model with the same weights. Throws ValueError for
  /// a model with several outputs, ShapeError if the inputs do not fit.
  [[nodiscard]] Symbol operator()(const Symbol& input) const;
  [[nodiscard]] Symbols operator()(const std::vector<Symbol>& inputs) const;
  /// What Dropout and other random layers draw from.
  [[nodiscard]] RandomState& random_state() const;

  // ---- training ----
  /// Throws ValueError for an unknown name or an option outside its range, UnsupportedError if the processor
  /// lacks what the precision asks for.
  void compile(const ModelCompileOptions& options);
  [[nodiscard]] bool compiled() const;
  /// x (n, …), converted to the dtypes of the inputs; y as the losses want it. Throws ShapeError or
  /// ValueError before step 1 if the data does not fit the model or the losses.
  ///
  /// The history has "loss" and each metric; with several outputs their names in front, "digit_accuracy", and
  /// "digit_loss" of each output (with sample weights, without loss_weights).
  History fit(const Arrays& x, const Arrays& y, const FitOptions& options = {});
  History fit(const Examples& data, const FitOptions& options = {});
  /// Examples that are made when they are needed (train/example_source.h): from files, or changed at random.
  History fit(const ExampleSource& source, const FitOptions& options = {});
  /// "loss" and each metric, as in the history.
  std::map<std::string, double> evaluate(const Arrays& x, const Arrays& y,
                                         const EvaluateOptions& options = {});
  std::map<std::string, double> evaluate(const Examples& data, const EvaluateOptions& options = {});
  std::map<std::string, double> evaluate(const ExampleSource& source, const EvaluateOptions& options = {});
  /// The only output, float32, for all rows of x. Throws ValueError for a model with several outputs.
  [[nodiscard]] Array predict(const Arrays& x, const PredictOptions& options = {});
  /// All outputs, in the order of output_names.
  [[nodiscard]] std::vector<Array> predict_all(const Arrays& x, const PredictOptions& options = {});
  /// One update on one batch; the same compiled step that `fit` runs. Returns loss and metrics of this batch.
  std::map<std::string, double> train_on_batch(const Arrays& x, const Arrays& y,
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
  /// Memory that steps with batches of this size take, planned without taking it. None if the model is not
  /// built or compiled, or the labels of its loss are unknown.
  [[nodiscard]] std::optional<StepMemory> step_memory(std::int64_t batch_size = 32) const;

  // ---- files ----
  /// One safetensors file: architecture, weights, precision, and `information` (labels, preprocessing, …);
  /// see docs/model-file.md. Throws ValueError before the model is built, FileError if the file cannot be
  /// written.
  void save(const std::filesystem::path& path) const;
  /// Facts that travel with the model file: "labels" (JSON list), "preprocessing" (JSON), …
  [[nodiscard]] std::map<std::string, std::string>& information() const;

  struct State;

 protected:
  explicit Model(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
  friend class Sequential;
  friend class Trainer;
  friend struct ModelFile;

 private:
  void require_one_output(std::string_view place) const;
};

/// A chain of layers. The first may be Input({28, 28, 1}) (or build() is called): then every layer is checked
/// as it is added; otherwise all are when the first data comes. A layer may be a model.
class Sequential : public Model {
 public:
  /// What the braces may hold: a layer, a model, or Input(shape) in front.
  struct Element {
    template <std::derived_from<Layer> L>
    Element(const L& l) : layer(AnyLayer(l)) {}   // NOLINT
    Element(const Model& model);                  // NOLINT
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
