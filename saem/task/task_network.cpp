#include "saem/task/task_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/task/autoencoder.h"

namespace saem {
namespace {

using Kind = Encoder::Output::Kind;

/// Length of the vectors of a category. Source: fastai's rule of thumb, min(600, 1.6 · n^0.56), here at most
/// 50.
std::int64_t embedding_length(std::int64_t vocabulary) {
  return std::clamp<std::int64_t>(std::llround(1.6 * std::pow(static_cast<double>(vocabulary), 0.56)), 2, 50);
}

/// Of the dense layers: of very wide tables less, so that the first has eight million weights at most.
std::int64_t usual_width(const std::vector<Inputs::Input>& inputs) {
  constexpr std::int64_t widest = 256, narrowest = 32, most_weights = 8'000'000;
  std::int64_t numbers = 1;
  for (const Inputs::Input& input : inputs) {
    if (input.output.kind == Kind::numbers) numbers += input.output.shape.count();
  }
  return std::clamp(most_weights / numbers, narrowest, widest);
}

class Builder {
 public:
  explicit Builder(const TaskNetworkOptions& options) : o_(options) {}

  /// (batch, features) of one input.
  Symbol tower(const Inputs::Input& input, Symbol x) const {
    if (input.output.scale != 1) x = Rescaling(input.output.scale)(x);
    switch (input.output.kind) {
      case Kind::numbers:
        return numbers(x);
      case Kind::category:
        return category(input.output, x);
      case Kind::tokens:
        return text(input.output, x);
      case Kind::series:
        return series(x);
      case Kind::picture:
        return picture(x);
    }
    return x;
  }

  Symbol join(const std::vector<Symbol>& towers, bool only_convolutions, std::int64_t width) const {
    Symbol x = towers.size() == 1 ? towers[0] : Concatenate()(towers);
    if (linear() || only_convolutions) return x;
    for (std::int64_t i = 0; i < o_.depth; ++i) {
      x = Dense(width, {.activation = "relu", .kernel_initializer = "he_uniform"})(x);
      if (o_.dropout > 0) x = Dropout(o_.dropout)(x);
    }
    return x;
  }

  [[nodiscard]] bool linear() const { return o_.network == "linear"; }

 private:
  [[nodiscard]] bool plain() const { return o_.network == "mlp" || linear(); }

  /// Sixteen waves of each of many numbers would be more weights than examples can teach anything.
  [[nodiscard]] Symbol numbers(const Symbol& x) const {
    return plain() || x.shape()[1] > most_embedded_numbers ? x : PeriodicEmbedding(16)(x);
  }

  [[nodiscard]] Symbol category(const Encoder::Output& output, const Symbol& x) const {
    // Vectors of many names are a product of the same rows of 0 and 1, computed without them.
    if (linear() && output.vocabulary <= 256)
      return CategoryEncoding(output.vocabulary, {.output_mode = "one_hot"})(x);
    return Embedding(output.vocabulary, embedding_length(output.vocabulary))(x);
  }

  [[nodiscard]] Symbol text(const Encoder::Output& output, const Symbol& x) const {
    const Symbol words = steps_of(x, {0, output.characters});
    // A mean of vectors, and a dense layer on it, are linear in how often each word occurs.
    if (linear())
      return GlobalAveragePooling1D()(Embedding(output.vocabulary, 32, {.mask_zero = true})(words));
    const Symbol vectors = Embedding(output.vocabulary, 128)(words);
    if (plain()) return GlobalAveragePooling1D()(vectors);
    std::vector<Symbol> views = strongest(vectors, {3, 4, 5});
    if (output.characters > 0) {
      const Symbol characters = steps_of(x, {x.shape()[1] - output.characters, 0});
      const Symbol signs = Embedding(output.character_vocabulary, 32)(characters);
      for (const Symbol& view : strongest(signs, {5, 9})) views.push_back(view);
    }
    return Dropout(0.5)(Concatenate()(views));
  }

  /// Without so many steps at both ends.
  [[nodiscard]] static Symbol steps_of(const Symbol& x, std::pair<std::int64_t, std::int64_t> left_out) {
    if (left_out.first == 0 && left_out.second == 0) return x;
    const std::int64_t steps = x.shape()[1], kept = steps - left_out.first - left_out.second;
    const Symbol cut = Cropping1D({left_out.first, left_out.second})(Reshape({steps, 1})(x));
    return Reshape({kept})(cut);
  }

  /// How strongly each of 100 patterns of so many steps occurs anywhere.
  /// Source: Kim, "Convolutional neural networks for sentence classification", EMNLP 2014, section 2; on
  /// characters: Zhang, Zhao, LeCun, "Character-level convolutional networks for text classification", 2015.
  [[nodiscard]] static std::vector<Symbol> strongest(const Symbol& x,
                                                     const std::vector<std::int64_t>& widths) {
    std::vector<Symbol> views;
    for (const std::int64_t width : widths) {
      views.push_back(GlobalMaxPooling1D()(Conv1D(100, width, {.padding = "same", .activation = "relu"})(x)));
    }
    return views;
  }

  [[nodiscard]] Symbol series(const Symbol& x) const {
    if (plain()) return Flatten()(x);
    if (o_.network == "conv1d") return lecture_series(x);
    return residual_series(x);
  }

  /// Conv1D 64 twice, dropout, pooling, dense: the activity model of lectures.
  [[nodiscard]] static Symbol lecture_series(const Symbol& x) {
    Symbol y = Conv1D(64, 3, {.padding = "same", .activation = "relu"})(x);
    y = Conv1D(64, 3, {.padding = "same", .activation = "relu"})(y);
    y = Flatten()(MaxPooling1D(2)(Dropout(0.5)(y)));
    return Dense(100, {.activation = "relu"})(y);
  }

  /// Source: Wang, Yan, Oates, "Time series classification from scratch with deep neural networks", IJCNN
  /// 2017, section 2.3, with half the filters.
  [[nodiscard]] static Symbol residual_series(Symbol x) {
    for (const std::int64_t filters : {32, 64, 64}) {
      Symbol y = x;
      for (const std::int64_t width : {8, 5, 3}) {
        y = BatchNormalization({.momentum = 0.9})(
            Conv1D(filters, width, {.padding = "same", .use_bias = false})(y));
        if (width != 3) y = Activation("relu")(y);
      }
      const Symbol shortcut = x.shape()[2] == filters
                                  ? BatchNormalization({.momentum = 0.9})(x)
                                  : BatchNormalization({.momentum = 0.9})(
                                        Conv1D(filters, 1, {.padding = "same", .use_bias = false})(x));
      x = Activation("relu")(Add()({y, shortcut}));
    }
    return GlobalAveragePooling1D()(x);
  }

  /// Conv2D 32 and 64, pooling, dense: the network that lectures begin with, and Keras's first example.
  [[nodiscard]] static Symbol lecture_picture(const Symbol& x) {
    Symbol y = Conv2D(32, 3, {.activation = "relu"})(x);
    y = MaxPooling2D(2)(Conv2D(64, 3, {.activation = "relu"})(y));
    y = Flatten()(Dropout(0.25)(y));
    return Dropout(0.5)(Dense(128, {.activation = "relu"})(y));
  }

  [[nodiscard]] Symbol picture(Symbol x) const {
    if (plain()) return Flatten()(x);
    if (o_.network == "cnn") return lecture_picture(x);
    std::int64_t filters = 32;
    for (std::int64_t side = std::min(x.shape()[1], x.shape()[2]); side >= 4 && filters <= 256; side /= 2) {
      for (int i = 0; i < 2; ++i) {
        x = BatchNormalization({.momentum = 0.9})(
            Conv2D(filters, 3, {.padding = "same", .use_bias = false})(x));
        x = Activation("relu")(x);
      }
      x = MaxPooling2D(2)(x);
      filters *= 2;
    }
    return Dropout(0.3)(GlobalAveragePooling2D()(x));
  }

  const TaskNetworkOptions& o_;
};

void check(const TaskNetworkOptions& o) {
  const auto& names = task_network_names();
  if (std::ranges::find(names, o.network) == names.end()) {
    const std::string_view near = nearest_name(o.network, names);
    fail<ValueError>({"model", fmt::format("there is no network '{}'", o.network),
                      fmt::format("networks: {}", fmt::join(names, ", ")),
                      near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
  }
  if (o.width < 0 || o.depth < 0 || !(o.dropout >= 0 && o.dropout < 1)) {
    fail<ValueError>(
        {"model",
         fmt::format("expected a width from 0, a depth from 0 and a dropout in [0, 1), received {}, "
                     "{} and {}",
                     o.width, o.depth, o.dropout),
         "", "Leave them out for the defaults."});
  }
}

/// Columns of many names, texts and recordings are an input each.
void require_few_inputs(const Inputs& inputs) {
  constexpr std::size_t most = 2'000;
  const std::size_t count = inputs.outputs().size();
  if (count <= most) return;
  fail<UnsupportedError>(
      {"model",
       fmt::format("expected at most {} columns of many different names, of texts or of recordings, received "
                   "{}",
                   most, count),
       "each is an input of its own", "Leave out most of them: as ignored in [inputs] of a task file."});
}

}  // namespace

const std::vector<std::string>& task_network_names() {
  static const std::vector<std::string> names{"auto", "cnn", "mlp", "linear", "conv1d"};
  return names;
}

Model build_task_network(const Inputs& inputs, const std::vector<Answers>& answers,
                         const TaskNetworkOptions& options) {
  check(options);
  require_few_inputs(inputs);
  if (answers.size() == 1 && answers[0].kind() == TargetKind::anomaly)
    return detail::build_autoencoder(inputs, options);
  const Builder builder(options);
  std::vector<Symbol> symbols, towers;
  bool only_convolutions = options.network != "mlp";
  int number = 0;
  for (const Inputs::Input& input : inputs.outputs()) {
    const bool is_id = input.output.kind == Kind::category || input.output.kind == Kind::tokens;
    // Names of columns may be any text; names of layers should be short words.
    symbols.push_back(
        Input(input.output.shape, is_id ? DType::i32 : DType::f32, fmt::format("input_{}", number++)));
    towers.push_back(builder.tower(input, symbols.back()));
    only_convolutions =
        only_convolutions && (input.output.kind == Kind::series || input.output.kind == Kind::picture ||
                              input.output.kind == Kind::tokens);
  }
  const std::vector<Inputs::Input> all = inputs.outputs();
  const bool has_pictures =
      std::ranges::any_of(all, [](const auto& i) { return i.output.kind == Kind::picture; });
  const std::int64_t usual = has_pictures && options.network == "mlp" ? 512 : usual_width(all);
  const Symbol joined = builder.join(towers, only_convolutions && towers.size() == 1,
                                     options.width > 0 ? options.width : usual);
  std::vector<Symbol> outputs;
  number = 0;
  for (const Answers& a : answers) {
    const char* activation = a.kind() == TargetKind::classes  ? "softmax"
                             : a.kind() == TargetKind::labels ? "sigmoid"
                                                              : "linear";
    outputs.push_back(
        Dense(a.width(), {.activation = activation, .name = fmt::format("answer_{}", number++)})(joined));
  }
  Model model(symbols, outputs);
  model.set_seed(options.seed);
  return model;
}

}  // namespace saem
