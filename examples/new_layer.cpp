// A layer of one's own: defined, trained, saved, loaded.
//   new_layer [EPOCHS] [TRAINING PICTURES]
#include <saem/saem.h>

#include <cstdlib>
#include <iostream>

using namespace saem;

/// The largest of `pieces` linear functions per unit: an activation that is learned.
/// Input: (batch, features).   Output: (batch, units).
/// Source: Goodfellow, Warde-Farley, Mirza, Courville, Bengio, "Maxout networks", ICML 2013.
class Maxout final : public LayerBase<Maxout> {
 public:
  Maxout(std::int64_t units, std::int64_t pieces) : LayerBase("Maxout"), units_(units), pieces_(pieces) {}
  Attributes config() const override { return {{"units", units_}, {"pieces", pieces_}}; }

 protected:
  void build(std::span<const Shape> inputs) override {
    const Shape& x = only_input(inputs);
    if (x.rank() != 2)
      reject_input("rows of numbers were expected", "(batch, features)", "Put a Flatten before it.");
    add_weight("kernel", {x[1], units_ * pieces_}, initializer("glorot_uniform"));
    add_weight("bias", {units_ * pieces_}, initializer("zeros"));
  }
  Tensor call(const Tensors& inputs, CallContext&) const override {
    const Tensor linear = matmul(inputs[0], weight("kernel")) + weight("bias");
    return max(reshape(linear, {-1, units_, pieces_}), {2});  // its gradient needs no code: max has one
  }

 private:
  std::int64_t units_, pieces_;
};

int main(int argc, char** argv) try {
  auto [train, test] = datasets::fashion_mnist();
  train = train.rows(0, argc > 2 ? std::atol(argv[2]) : train.size());

  Sequential model{Input({28, 28, 1}), Flatten(), Maxout(64, 4), Dense(10, {.activation = "softmax"})};
  std::cout << model.summary();
  model.compile({.optimizer = Adam(), .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  model.fit(train, {.batch_size = 64, .epochs = argc > 1 ? std::atoi(argv[1]) : 5, .verbose = 2});

  // The file holds the layer's class name, config and weights; this says how to make a Maxout from its
  // config.
  register_layer("Maxout", [](const Attributes& config) {
    return AnyLayer(Maxout(config.integer("units"), config.integer("pieces")));
  });
  model.save("maxout.safetensors");
  Model again = load_model("maxout.safetensors");

  std::cout << "test accuracy " << model.evaluate(test)["accuracy"] << '\n';
  const bool same = identical(model.predict(test.x), again.predict(test.x));
  std::cout << "the loaded model gives " << (same ? "the same bits" : "something else") << '\n';
  return same ? 0 : 1;
} catch (const Error& error) {
  std::cerr << "saem: " << error.what() << '\n';
  return 1;
}
