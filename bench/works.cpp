// The works in saem, through the interface that its users have.
#include "works.h"

#include <saem/saem.h>

#include <memory>

#include "copying.h"
#include "resnet50.h"

namespace bench {

using namespace saem;

namespace {

// So small that it does not matter where it is added: Keras (and saem) and PyTorch differ there, and the
// losses are compared.
constexpr double adam_epsilon = 1e-10;

std::vector<double> first_numbers(const Array& y) {
  const std::span<const float> numbers = y.data<float>().first(10);
  return {numbers.begin(), numbers.end()};
}

void load_weights(const Model& model, const Arrays& arrays) {
  for (Variable variable : model.variables()) variable.assign(arrays.at(variable.name()));
}

Sequential lecture_cnn(double dropout) {
  return {Input({28, 28, 1}),
          Conv2D(32, 3, {.activation = "relu", .name = "conv1"}),
          Conv2D(64, 3, {.activation = "relu", .name = "conv2"}),
          MaxPooling2D(2),
          Dropout(0.25 * dropout),
          Flatten(),
          Dense(128, {.activation = "relu", .name = "dense1"}),
          Dropout(0.5 * dropout),
          Dense(10, {.activation = "softmax", .name = "dense2"})};
}

Sequential mlp() {
  return {Input({784}), Dense(512, {.activation = "relu", .name = "dense1"}),
          Dense(512, {.activation = "relu", .name = "dense2"}),
          Dense(10, {.activation = "softmax", .name = "dense3"})};
}

Sequential conv1d(double dropout) {
  return {Input({80, 3}),
          Conv1D(64, 3, {.activation = "relu", .name = "conv1"}),
          Conv1D(64, 3, {.activation = "relu", .name = "conv2"}),
          Dropout(0.5 * dropout),
          MaxPooling1D(2),
          Flatten(),
          Dense(100, {.activation = "relu", .name = "dense1"}),
          Dense(6, {.activation = "softmax", .name = "dense2"})};
}

std::string precision_of(const WorkOptions& options) {
  return options.precision == "f32" ? "float32" : options.precision;
}

Step training(Model model, const OptimizerChoice& optimizer, const WorkOptions& options,
              const Arrays& arrays) {
  load_weights(model, arrays);
  model.compile({.optimizer = optimizer,
                 .loss = "sparse_categorical_crossentropy",
                 .memory_budget = options.memory_budget,
                 .precision = precision_of(options)});
  return [model, x = arrays.at("x"), y = arrays.at("y").astype(DType::i32)]() mutable {
    return std::vector{model.train_on_batch(x, y).at("loss")};
  };
}

Step inference(Model model, std::int64_t rows, const std::string& precision, const Arrays& arrays) {
  load_weights(model, arrays);
  model.compile({.precision = precision});
  return [model, rows, x = arrays.at("x").rows(0, rows)]() mutable {
    return first_numbers(model.predict(x, {.batch_size = rows}));
  };
}

Tensor chain_of(const Tensor& x) { return sqrt(abs(relu(x * 1.1 + 0.5) * x - 0.3) + 1.0); }

Step chain(const Arrays& arrays) {
  auto f = std::make_shared<CompiledFunction<Tensor (*)(const Tensor&)>>(compile(chain_of));
  return [f, x = arrays.at("x")] { return first_numbers((*f)(x).value()); };
}

// Op by op, as one writes without `compile`; the value of every n-th result is asked for.
Step eager_ops(const Arrays& arrays, int asked_every) {
  constexpr int ops = 1000;
  return [x = arrays.at("x"), a = Tensor(arrays.at("a")), b = Tensor(arrays.at("b")), asked_every] {
    Tensor y = x;
    for (int i = 0; i < ops; ++i) {
      y = i % 3 == 0 ? y + a : i % 3 == 1 ? y * b : relu(y);
      if (i % asked_every == asked_every - 1) y = y.value();
    }
    return first_numbers(y.value());
  };
}

// WGAN-GP's critic (Gulrajani et al. 2017): the loss holds the gradient of the critic by its input.
class Critic {
 public:
  explicit Critic(const Arrays& arrays) {
    for (const char* name :
         {"conv1/kernel", "conv1/bias", "conv2/kernel", "conv2/bias", "dense1/kernel", "dense1/bias"}) {
      weights_.emplace_back(arrays.at(name), VariableOptions{.name = name});
    }
  }
  [[nodiscard]] Tensor operator()(const Tensor& x) const {
    const ConvOptions halving{.strides = {2, 2}, .padding = {{1, 1}, {1, 1}}};
    Tensor y = leaky_relu(conv(x, weights_[0], halving) + Tensor(weights_[1]));
    y = leaky_relu(conv(y, weights_[2], halving) + Tensor(weights_[3]));
    return matmul(reshape(y, {x.shape()[0], -1}), weights_[4]) + Tensor(weights_[5]);
  }
  [[nodiscard]] Tensor loss(const Tensor& real, const Tensor& fake, const Tensor& mix) const {
    const Tensor mixed = mix * real + (1.0 - mix) * fake;
    const Tensor gradient = grad(sum((*this)(mixed)), mixed);
    const Tensor length = sqrt(sum(square(gradient), {1, 2, 3}) + 1e-12);
    return mean((*this)(fake)) - mean((*this)(real)) + 10.0 * mean(square(length - 1.0));
  }
  [[nodiscard]] const std::vector<Variable>& weights() const { return weights_; }

 private:
  static Tensor leaky_relu(const Tensor& x) { return maximum(x, 0.2 * x); }
  std::vector<Variable> weights_;
};

Step critic_training(const Arrays& arrays) {
  const auto step = [critic = Critic(arrays), optimizer = SGD({.learning_rate = 0.01})](
                        const Tensor& real, const Tensor& fake, const Tensor& mix) mutable {
    const auto [loss, gradients] =
        value_and_grad([&] { return critic.loss(real, fake, mix); }, critic.weights());
    optimizer.apply(gradients, critic.weights());
    return loss;
  };
  auto compiled = std::make_shared<CompiledFunction<std::decay_t<decltype(step)>>>(compile(step));
  return [compiled, arrays] {
    return std::vector{(*compiled)(arrays.at("real"), arrays.at("fake"), arrays.at("mix")).item()};
  };
}

Step copying(const Arrays& arrays, Stores stores) {
  auto to = std::make_shared<Array>(Array(arrays.at("x").shape()));
  return [from = arrays.at("x"), to, stores] {
    copy(from.data<float>(), to->mutable_data<float>(), stores);
    return first_numbers(*to);
  };
}

}  // namespace

Step make_step(const std::string& work, const WorkOptions& options, const Arrays& arrays) {
  const bool is_model = work.ends_with("_train") || work.find("_infer") != std::string::npos;
  if (options.precision != "f32" && (!is_model || work == "critic_train"))
    throw Unsupported("this work is measured in f32 only");
  const double dropout = options.check ? 0 : 1;
  const std::map<std::string, std::function<Step()>> works{
      {"cnn_train",
       [&] { return training(lecture_cnn(dropout), Adadelta({.learning_rate = 1.0}), options, arrays); }},
      {"cnn_infer128", [&] { return inference(lecture_cnn(0), 128, precision_of(options), arrays); }},
      {"cnn_infer1", [&] { return inference(lecture_cnn(0), 1, precision_of(options), arrays); }},
      {"mlp_train", [&] { return training(mlp(), Adam({.epsilon = adam_epsilon}), options, arrays); }},
      {"conv1d_train",
       [&] { return training(conv1d(dropout), Adam({.epsilon = adam_epsilon}), options, arrays); }},
      {"resnet_train",
       [&] { return training(resnet50(), SGD({.learning_rate = 0.01, .momentum = 0.9}), options, arrays); }},
      {"resnet_infer1", [&] { return inference(resnet50(), 1, precision_of(options), arrays); }},
      {"chain", [&] { return chain(arrays); }},
      {"critic_train", [&] { return critic_training(arrays); }},
      {"eager1", [&] { return eager_ops(arrays, 1); }},
      {"eager10", [&] { return eager_ops(arrays, 10); }},
      {"copy", [&] { return copying(arrays, Stores::through_cache); }},
      {"copy_streaming", [&] { return copying(arrays, Stores::streaming); }},
  };
  const auto found = works.find(work);
  if (found == works.end()) throw Unsupported("saem's worker does not know " + work);
  try {
    return found->second();
  } catch (const UnsupportedError& error) {  // bf16 without the instructions
    throw Unsupported(error.what());
  }
}

}  // namespace bench
