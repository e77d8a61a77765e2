#include "saem/saem.h"
#include "tests/errors/support/mistake.h"

namespace saem::test {

std::vector<Mistake> layer_mistakes() {
  return {
      {"Dense: no units", "Dense", "units", "0", throws([] { Dense(0); })},
      {"Dense: unknown activation", "Dense", "relu", "rellu",
       throws([] { Dense(3, {.activation = "rellu"}); })},
      {"Dense: unknown initializer", "Dense", "glorot_uniform", "glorot_unifrom", throws([] {
         Sequential m{Input({4}), Dense(3, {.kernel_initializer = "glorot_unifrom"})};
       })},
      {"Dropout: rate of 1.5", "Dropout", "[0, 1", "1.5", throws([] { Dropout(1.5); })},
      {"Conv2D: unknown padding", "Conv2D", "same", "smae",
       throws([] { Conv2D(8, 3, {.padding = "smae"}); })},
      {"Conv2D: kernel larger than the picture", "Conv2D 'conv2d'", "5", "3", throws([] {
         Sequential m{Input({3, 3, 1}), Conv2D(8, 5)};
       })},
      {"Conv2D: no picture", "Conv2D 'conv2d'", "", "(batch, 10)", throws([] {
         Sequential m{Input({10}), Conv2D(8, 3)};
       })},
      {"MaxPooling2D: window larger than the picture", "MaxPooling2D", "", "2", throws([] {
         Sequential m{Input({2, 2, 1}), MaxPooling2D(4)};
       })},
      {"Reshape: other number of elements", "Reshape", "", "", throws([] {
         Sequential m{Input({10}), Reshape({3, 4})};
       })},
      {"Embedding: no words", "Embedding", "", "0", throws([] { Embedding(0, 4); })},
      {"Embedding: a word that is none", "Embedding 'embedding'", "0 to 4", "-1", throws([] {
         Sequential m{Input({2}, DType::i64), Embedding(5, 3)};
         static_cast<void>(m.predict(Array::full({1, 2}, -1, DType::i64)));
       })},
      {"EinsumDense: no equation", "EinsumDense", "input,kernel->output", "abc,cd",
       throws([] { EinsumDense("abc,cd", {4}); })},
      {"TimeDistributed: no steps", "TimeDistributed", "(batch, steps, …)", "(batch, 10)", throws([] {
         Sequential m{Input({10}), TimeDistributed(Dense(3))};
       })},
      {"make_layer: a layer of Keras that is not there", "layer class 'LSTM'", "", "LSTM", throws([] {
         static_cast<void>(make_layer("LSTM", {{"units", 8}}));
       })},
      {"make_layer: an option of Keras that is not there", "BatchNormalization", "supported: axis",
       "synchronized", throws([] {
         static_cast<void>(make_layer("BatchNormalization", {{"synchronized", true}}));
       })},
      {"a model inside itself", "Sequential 'sequential'", "second model", "", throws([] {
         Sequential m{Input({4}), Dense(4)};
         m.add(m);
       })},
      {"Add: shapes differ", "Add", "", "", throws([] {
         auto a = Input({3}), b = Input({4});
         static_cast<void>(Add()(std::vector<Symbol>{a, b}));
       })},
      {"two layers of one name", "", "", "same", throws([] {
         Sequential m{Input({4}), Dense(3, {.name = "same"}), Dense(3, {.name = "same"})};
       })},
      {"a model without a name", "Model::set_name", "", "",
       throws([] { Sequential{Dense(3)}.set_name(""); })},
      {"Model: an input is missing", "Model", "inputs", "", throws([] {
         auto a = Input({3}), b = Input({3});
         const auto y = Add()(std::vector<Symbol>{a, b});
         const Model m({a}, {y});
       })},
      {"weights of a model that is not built", "", "", "",
       throws([] { static_cast<void>(Sequential{Dense(3)}.parameter_count()); })},
      {"save a model that is not built", "", "", "",
       throws([] { Sequential{Dense(3)}.save("m.safetensors"); })},
      {"build on another shape", "", "(batch, 4)", "(batch, 5)", throws([] {
         Sequential m{Input({4}), Dense(3)};
         m.build({5});
       })},
      {"call a model on another shape", "", "(batch, 4)", "(2, 5)", throws([] {
         const Sequential m{Input({4}), Dense(3)};
         static_cast<void>(m(Tensor(Array({2, 5}))));
       })},
      {"call a model on a single example", "", "(batch, 4)", "(4,)", throws([] {
         const Sequential m{Input({4}), Dense(3)};
         static_cast<void>(m(Tensor(Array({4}))));
       })},
  };
}

}  // namespace saem::test
