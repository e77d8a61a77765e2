#include "tests/docs/support/pages.h"

namespace saem::docs {
namespace {

/// A family of functions of tensors.
Page ops(const std::string& name, const std::string& title, const std::string& introduction,
         const std::vector<std::string>& headers, const std::set<std::string>& without_samples = {}) {
  Page page{"ops/" + name + ".md", title, introduction, {}, without_samples, true, false};
  for (const std::string& header : headers) page.headers.push_back("saem/ops/" + header + ".h");
  return page;
}

/// A group of layers.
Page layers(const std::string& name, const std::string& title, const std::string& introduction,
            const std::vector<std::string>& headers, const std::set<std::string>& without_samples = {}) {
  Page page{"layers/" + name + ".md", title, introduction, {}, without_samples};
  for (const std::string& header : headers) page.headers.push_back("saem/nn/" + header + ".h");
  return page;
}

/// A page of saem/train.
Page train(const std::string& name, const std::string& title, const std::string& introduction,
           const std::vector<std::string>& headers, const std::set<std::string>& without_samples) {
  Page page{name + ".md", title, introduction, {}, without_samples};
  for (const std::string& header : headers) page.headers.push_back("saem/train/" + header + ".h");
  return page;
}

}  // namespace

const std::vector<Page>& pages() {
  static const std::vector<Page> all{
      layers("core", "Core layers, and layers of your own",
             "In the samples of all pages on layers, `shapes(layer, input)` says what a layer makes of an "
             "example of "
             "that shape, and how many numbers it learns.",
             {"layer", "symbol", "register_layer", "dense", "einsum_dense", "time_distributed", "embedding",
              "periodic_embedding", "activation", "masking"},
             {"CallContext", "Layer", "LayerBase", "AnyLayer", "SupportsMasking", "Symbol", "Node", "Input",
              "register_layer", "layer_classes"}),
      layers("convolution", "Convolutional layers", "Patterns that are looked for everywhere.",
             {"conv_layers", "conv_transpose_layers", "depthwise_conv_layers", "separable_conv_layers"}),
      layers("pooling", "Pooling layers", "Smaller pictures.",
             {"pooling_layers", "global_pooling", "adaptive_pooling"}),
      layers("normalization", "Normalization layers",
             "Numbers brought to a common size, so that training is steady.",
             {"batch_normalization", "normalization_layers", "spectral_normalization"}),
      layers("activations", "Activations",
             "What is not linear in a network: by name, as functions, and as layers.",
             {"activations", "activation_functions", "activation_layers"},
             {"activation_names", "require_activation"}),
      layers("noise", "Dropout and noise", "Disturbances while training, against learning by heart.",
             {"dropout", "noise_layers"}),
      layers("shapes", "Layers that change shapes", "The same numbers elsewhere.",
             {"shape_layers", "edge_layers", "up_sampling"}),
      layers("merging", "Merging layers", "One output from several inputs.", {"merging"}),
      layers("preprocessing", "Preprocessing layers", "From raw numbers to what a network likes.",
             {"rescaling", "normalization", "categorical_layers", "integer_lookup", "spectrogram_layers"}),
      layers(
          "pictures", "Layers that change pictures",
          "Sizes, and random changes while training, so that a network learns what does not matter. Each "
          "picture of a batch is changed by draws of its own; a model that predicts leaves pictures as they "
          "are. Layers that change places and values stand in the namespace `layers`: transforms of "
          "`saem/data` have the same names.",
          {"resizing", "random_picture_layer", "random_flip", "random_crop", "random_geometry_layers",
           "random_perspective", "random_color_layers", "picture_effects", "equalization"}),
      layers("weights", "Initializers, regularizers, constraints",
             "What weights begin with, what they are to avoid, and where they must stay. Options of layers "
             "take a text.",
             {"initializers", "regularizers", "constraints"},
             {"initializer_names", "regularizer_names", "constraint_names"}),
      train(
          "losses", "Losses",
          "How wrong predictions are: a number that training makes small. `model.compile` takes a loss or "
          "its name. "
          "Formulas and defaults are Keras's. In the samples a loss is called with targets and predictions.",
          {"loss", "crossentropy", "focal_losses", "hinge_losses", "overlap_losses", "regression_losses",
           "similarity_losses"},
          {"Loss", "ElementwiseLoss", "LossChoice", "loss_names", "match_rank"}),
      train("metrics", "Metrics",
            "Numbers that people want to see about predictions. `model.compile` takes metrics or their "
            "names. In the samples, "
            "`after(metric, y, p)` is the metric after one batch with targets y and predictions p.",
            {"metric", "accuracy_metrics", "auc_metric", "confusion_metrics", "correlation_metrics",
             "fbeta_metrics", "iou_metrics", "loss_metrics", "mean_metrics", "regression_metrics",
             "threshold_metrics"},
            {"Metric", "MetricChoice", "MetricState", "metric_names", "ConfusionBased", "CorrelationMetric",
             "LossMetric", "ThresholdMetric", "ConstrainedMetric", "MetricOf"}),
      train(
          "optimizers", "Optimizers",
          "Rules for the steps that training takes. In the samples, `descend(optimizer)` is w after each "
          "of four steps from "
          "w = 1 that make w² smaller: the smallest training that there is.",
          {"optimizer", "optimizer_options", "sgd", "adam", "adamw", "adamax", "nadam", "rmsprop", "adagrad",
           "adadelta", "adafactor", "ftrl", "lion", "lamb", "muon", "schedule_free_adamw", "lbfgs"},
          {"Optimizer", "AveragedWeights", "OptimizerBase", "OptimizerChoice", "optimizer_names", "LBFGS",
           "common_options"}),
      train("schedules", "Learning-rate schedules",
            "How large the steps of an optimizer are as training goes on: an optimizer takes one as its "
            "`learning_rate`. In the "
            "samples, `rates(schedule, steps)` are the rates of these steps. At the end are those that `fit` "
            "takes as its `schedule`, "
            "of which `factors(schedule, shares)` are what the rate is multiplied with at these shares of "
            "the training.",
            {"learning_rate", "decay_schedules", "warmup_schedules", "schedule"},
            {"LearningRate", "learning_rate_schedule", "schedule_names"}),
      train("callbacks", "Callbacks",
            "Who is asked while `fit` trains: `model.fit(x, y, {.callbacks = {EarlyStopping({.patience = "
            "3})}})`. [Tutorial "
            "6](tutorials/06-callbacks.md) uses them. Of Keras's list, History is what `fit` returns, "
            "ProgbarLogger is "
            "`FitOptions::verbose`, BackupAndRestore is `FitOptions::checkpoint`; OrbaxCheckpoint and "
            "RemoteMonitor, "
            "which need services, are not there: a LambdaCallback can send logs anywhere.",
            {"callback", "early_stopping", "model_checkpoint", "reduce_lr_on_plateau",
             "learning_rate_scheduler", "terminate_on_nan", "csv_logger", "tensor_board", "swap_ema_weights",
             "lambda_callback"},
            {"CallbackState", "Callback", "require_count", "CallbackChoice", "EarlyStopping",
             "ModelCheckpoint", "ReduceLROnPlateau", "LearningRateScheduler", "TerminateOnNaN", "CSVLogger",
             "TensorBoard", "SwapEMAWeights", "LambdaCallback"}),
      ops("elementwise", "Elementwise functions",
          "Arithmetic, comparisons and mathematical functions, element by element.",
          {"elementwise", "math_functions", "bitwise"}),
      ops("reductions", "Reductions", "Sums, means, extremes and norms over axes.",
          {"reduction", "aggregates", "moments"}),
      ops("scans", "Scans and sorting", "Running sums, and the order of numbers.", {"scan", "sorting"}),
      ops("shapes", "Shapes", "New shapes, parts, and other orders of the same elements.",
          {"shape_ops", "rearranging"}),
      ops("indexing", "Indexing", "Elements by their numbers.", {"indexing", "segments", "hashing"}),
      ops("matrices", "Matrices", "Products, systems of equations, and matrices with a pattern.",
          {"matmul", "einsum", "linear_algebra", "matrices"}),
      ops("convolution", "Convolution", "Convolutions in one to three dimensions, and their opposites.",
          {"convolution", "conv_transpose"}),
      ops("pooling", "Pooling", "What windows of a picture have in common.", {"pooling", "adaptive_pool"}),
      ops("normalization", "Normalization", "Numbers brought to a common size.", {"normalization"}),
      ops("softmax", "Softmax", "From numbers to probabilities of classes.", {"softmax"}),
      ops("fourier", "Fourier transforms and signals", "Spectra, windows and short-time spectra.",
          {"fft", "signal"}),
      ops("pictures", "Resizing and sampling pictures",
          "Pictures in other sizes, and seen from other places.", {"resize", "grid_sample"}),
      ops("random", "Random numbers", "Draws that depend on a key and on nothing else.",
          {"random_ops", "random_distributions"}),
  };
  return all;
}

}  // namespace saem::docs
