#include "tests/train/support/random_model.h"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "saem/nn/layers.h"

namespace saem::testing_support {
namespace {

constexpr std::array activations{"linear",   "relu", "sigmoid", "tanh", "softmax",
                                 "softplus", "elu",  "gelu",    "silu", "leaky_relu"};

/// A loss, and what the last layer must be for it.
struct Head {
  const char* loss;
  const char* activation;
  enum Labels { real, zero_or_one, one_hot, shares, class_numbers, counts } labels;
};
constexpr std::array heads{Head{"mean_squared_error", "linear", Head::real},
                           Head{"mean_absolute_error", "tanh", Head::real},
                           Head{"huber", "linear", Head::real},
                           Head{"log_cosh", "linear", Head::real},
                           Head{"categorical_crossentropy", "softmax", Head::shares},
                           Head{"sparse_categorical_crossentropy", "softmax", Head::class_numbers},
                           Head{"binary_crossentropy", "sigmoid", Head::zero_or_one},
                           Head{"kl_divergence", "softmax", Head::shares},
                           Head{"poisson", "softplus", Head::counts},
                           Head{"categorical_hinge", "linear", Head::one_hot},
                           Head{"cosine_similarity", "linear", Head::real}};

/// Adds layers to a symbol, each by one gene.
class Builder {
 public:
  Builder(const Symbol& input, const ModelScale& scale) : last_(input), scale_(scale) {}

  void add(std::uint64_t gene) {
    g_ = Generator(gene);
    const std::int64_t choice = g_.integer(12);
    const bool spatial = rank() > 2;
    if (choice < 4 && spatial) return convolution();
    if (choice < 6 && spatial) return pooling();
    if (choice == 6) return normalisation();
    if (choice == 7) return next(Dropout(0.25), "Dropout(0.25)");
    if (choice == 8) return activation();
    if (choice == 9) return residual();
    if (choice == 10) return concatenation();
    if (choice == 11 && rank() == 4) return next(ZeroPadding2D({{0, 1}, {2, 1}}), "ZeroPadding2D");
    const std::int64_t units = 1 + g_.integer(scale_.channels);
    const std::string name = any(activations);
    next(Dense(units, {.activation = name}), fmt::format("Dense({}, {})", units, name));
  }

  /// What a loss reads: (batch, units).
  void finish(std::uint64_t gene, std::int64_t units, const std::string& activation_name) {
    g_ = Generator(gene, 1);
    const std::int64_t choice = rank() > 2 ? g_.integer(3) : 3;
    if (choice == 0) next(Flatten(), "Flatten");
    if (choice == 1 && rank() == 4) next(GlobalAveragePooling2D(), "GlobalAveragePooling2D");
    if (choice == 1 && rank() == 3) next(GlobalAveragePooling1D(), "GlobalAveragePooling1D");
    if (choice == 2 && rank() == 4) next(GlobalMaxPooling2D(), "GlobalMaxPooling2D");
    if (choice == 2 && rank() == 3) next(GlobalMaxPooling1D(), "GlobalMaxPooling1D");
    next(Dense(units, {.activation = activation_name}), fmt::format("Dense({}, {})", units, activation_name));
  }

  [[nodiscard]] const Symbol& last() const { return last_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  [[nodiscard]] int rank() const { return last_.shape().rank(); }
  [[nodiscard]] std::int64_t channels() const { return last_.shape()[-1]; }

  void next(const Layer& layer, const std::string& text) {
    last_ = layer(last_);
    text_ += fmt::format("  {} → {}\n", text, last_.shape().to_string());
  }

  template <std::size_t n>
  std::string any(const std::array<const char*, n>& names) {
    return names[static_cast<std::size_t>(g_.integer(n))];
  }

  /// A divisor of the channels.
  std::int64_t groups() {
    std::int64_t count = 1 + g_.integer(3);
    while (channels() % count != 0) --count;
    return g_.integer(4) == 0 ? channels() : count;
  }

  void convolution() {
    const auto kernel = [&](int axis) { return std::min<std::int64_t>(1 + g_.integer(3), extent(axis)); };
    const std::int64_t split = groups();
    const std::int64_t filters = split * (1 + g_.integer(std::max<std::int64_t>(1, scale_.channels / split)));
    const std::string name = any(activations);
    const bool same = g_.integer(2) == 0;
    const bool dilates = g_.integer(3) == 0;
    const std::int64_t stride = dilates ? 1 : 1 + g_.integer(2);
    const bool biased = g_.integer(4) > 0;
    if (rank() == 3) {
      const std::int64_t size = kernel(1);
      const std::int64_t dilation = dilates && (same || 2 * size - 1 <= extent(1)) ? 2 : 1;
      const std::string padding = g_.integer(3) == 0 ? "causal" : same ? "same" : "valid";
      return next(Conv1D(filters, size,
                         {.strides = stride,
                          .padding = padding,
                          .dilation_rate = dilation,
                          .groups = split,
                          .activation = name,
                          .use_bias = biased}),
                  fmt::format("Conv1D({}, {}, stride {}, {}, dilation {}, groups {}, {}, bias {})", filters,
                              size, stride, padding, dilation, split, name, biased));
    }
    const Size2 size(kernel(1), kernel(2));
    const bool fits = 2 * size.height - 1 <= extent(1) && 2 * size.width - 1 <= extent(2);
    const Size2 dilation(dilates && (same || fits) ? 2 : 1,
                         dilates && (same || fits) ? 1 + g_.integer(2) : 1);
    const Size2 strides(stride, dilates ? 1 : 1 + g_.integer(2));
    const std::string padding = same ? "same" : "valid";
    next(Conv2D(filters, size,
                {.strides = strides,
                 .padding = padding,
                 .dilation_rate = dilation,
                 .groups = split,
                 .activation = name,
                 .use_bias = biased}),
         fmt::format("Conv2D({}, {}×{}, strides {}×{}, {}, dilation {}×{}, groups {}, {}, bias {})", filters,
                     size.height, size.width, strides.height, strides.width, padding, dilation.height,
                     dilation.width, split, name, biased));
  }

  [[nodiscard]] std::int64_t extent(int axis) const { return last_.shape()[axis]; }

  void pooling() {
    const auto window = [&](int axis) { return std::min<std::int64_t>(2 + g_.integer(2), extent(axis)); };
    const std::string padding = g_.integer(2) == 0 ? "same" : "valid";
    const std::int64_t stride = g_.integer(3);  // 0: the window's size
    const bool largest = g_.integer(2) == 0;
    const char* kind = largest ? "Max" : "Average";
    if (rank() == 3) {
      const std::int64_t size = window(1);
      const Pooling1DOptions options{.strides = stride, .padding = padding};
      const std::string text = fmt::format("{}Pooling1D({}, stride {}, {})", kind, size, stride, padding);
      return largest ? next(MaxPooling1D(size, options), text) : next(AveragePooling1D(size, options), text);
    }
    const Size2 size(window(1), window(2));
    const Pooling2DOptions options{.strides = stride, .padding = padding};
    const std::string text =
        fmt::format("{}Pooling2D({}×{}, stride {}, {})", kind, size.height, size.width, stride, padding);
    return largest ? next(MaxPooling2D(size, options), text) : next(AveragePooling2D(size, options), text);
  }

  void normalisation() {
    const bool scales = g_.integer(4) > 0;
    next(BatchNormalization({.epsilon = 1e-2, .scale = scales}),
         fmt::format("BatchNormalization(scale {})", scales));
  }

  void activation() {
    const std::string name = any(activations);
    next(Activation(name), fmt::format("Activation({})", name));
  }

  /// A layer that keeps the shape.
  Symbol branch(std::int64_t filters) {
    const std::string name = any(activations);
    if (rank() == 4)
      return Conv2D(filters, 1 + 2 * g_.integer(2), {.padding = "same", .activation = name})(last_);
    if (rank() == 3) return Conv1D(filters, 3, {.padding = "causal", .activation = name})(last_);
    return Dense(filters, {.activation = name})(last_);
  }

  void residual() {
    const bool relu_after = g_.integer(2) == 0;
    last_ = Add()({branch(channels()), last_});
    if (relu_after) last_ = Activation("relu")(last_);
    text_ += fmt::format("  residual{} → {}\n", relu_after ? ", relu" : "", last_.shape().to_string());
  }

  void concatenation() {
    last_ = Concatenate()({last_, branch(1 + g_.integer(3))});
    text_ += fmt::format("  concatenation → {}\n", last_.shape().to_string());
  }

  Symbol last_;
  ModelScale scale_;
  Generator g_{0};
  std::string text_;
};

Shape input_shape(Generator& g, const ModelScale& scale) {
  const std::int64_t channels = 1 + g.integer(scale.channels);
  const auto extent = [&](std::int64_t most) { return 3 + g.integer(most - 2); };
  switch (g.integer(5)) {
    case 0:
      return {channels};
    case 1:
      return {extent(2 * scale.extent), channels};
    default:
      return {extent(scale.extent), extent(scale.extent), channels};
  }
}

Array labels(Generator& g, const Head& head, std::int64_t rows, std::int64_t units) {
  Array y({rows, units});
  const auto v = y.mutable_data<float>();
  if (head.labels == Head::class_numbers) {
    Array numbers({rows}, DType::i32);
    for (std::int32_t& n : numbers.mutable_data<std::int32_t>())
      n = static_cast<std::int32_t>(g.integer(units));
    return numbers;
  }
  for (std::int64_t row = 0; row < rows; ++row) {
    double sum = 0;
    for (std::int64_t i = row * units; i < (row + 1) * units; ++i) {
      const double real = head.labels == Head::shares ? g.uniform(0.1, 1) : g.normal();
      const double number = head.labels == Head::counts ? static_cast<double>(g.integer(4)) : real;
      v[i] = static_cast<float>(head.labels == Head::zero_or_one ? (real > 0 ? 1 : 0) : number);
      sum += number;
    }
    for (std::int64_t i = row * units; i < (row + 1) * units && head.labels == Head::shares; ++i)
      v[i] = static_cast<float>(v[i] / sum);
    if (head.labels != Head::one_hot) continue;
    for (std::int64_t i = row * units; i < (row + 1) * units; ++i) v[i] = 0;
    v[row * units + g.integer(units)] = 1;
  }
  return y;
}

/// Vectors are zeros and ones at first: then biases do nothing, and much is symmetric.
void draw_vectors(Generator& g, const Model& model) {
  for (Variable v : model.variables()) {
    if (v.shape().rank() != 1) continue;
    Array value = v.value();
    const bool is_gamma = v.name().ends_with("gamma");
    const bool is_variance = v.name().ends_with("moving_variance");
    for (float& x : value.mutable_data<float>()) {
      const double z = g.normal();
      x = static_cast<float>(is_variance ? std::exp(0.3 * z) : (is_gamma ? 1 : 0) + 0.3 * z);
    }
    v.assign(value);
  }
}

}  // namespace

RandomModel make_random_model(const std::vector<std::uint64_t>& genes, const ModelScale& scale) {
  Generator g(genes.front());
  const Shape shape = input_shape(g, scale);
  const std::int64_t rows = 4 + g.integer(3);
  const Head& head = heads[static_cast<std::size_t>(g.integer(heads.size()))];
  const std::int64_t units = 2 + g.integer(4);
  const Symbol input = Input(shape);
  Builder builder(input, scale);
  for (std::size_t i = 1; i < genes.size(); ++i) builder.add(genes[i]);
  builder.finish(genes.front(), units, head.activation);
  Model model(input, builder.last());
  model.set_seed(genes.front());
  draw_vectors(g, model);
  model.random_state().reset(genes.front());
  std::vector<std::int64_t> extents{rows};
  extents.insert(extents.end(), shape.begin(), shape.end());
  Array x{Shape(std::span<const std::int64_t>(extents))};
  for (float& v : x.mutable_data<float>()) v = static_cast<float>(g.normal());
  return {model, make_loss(head.loss), x, labels(g, head, rows, units),
          fmt::format("  Input {}, batch {}\n{}  {}\n", shape.to_string(), rows, builder.text(), head.loss)};
}

std::vector<std::uint64_t> draw_genes(int layers) {
  // Shrinking leaves layers out. It does not change them: that would take minutes and make nothing plainer.
  const auto gene = rc::gen::noShrink(
      rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 48)));
  std::vector<std::uint64_t> genes{*gene};
  const auto more = *rc::gen::resize(2 * layers, rc::gen::container<std::vector<std::uint64_t>>(gene));
  genes.insert(genes.end(), more.begin(), more.begin() + std::min<std::ptrdiff_t>(layers, std::ssize(more)));
  return genes;
}

}  // namespace saem::testing_support
