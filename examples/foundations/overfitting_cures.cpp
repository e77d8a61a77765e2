// A network that learns 300 pictures of clothes by heart, and five cures. All runs take 600 steps (early
// stopping: at most), and the network has the same size.
//
//   gap = validation loss - training loss,   loss = -mean log(probability of the right class)
#include <saem/saem.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

constexpr std::int64_t few = 300, copies = 10, batch_size = 30, steps = 600;

// The pictures ten times: as they are, and moved by up to a pixel in each direction.
Dataset augmented(const Dataset& data) {
  Generator random(5);
  const Tensor framed = pad(data.x, {0, 1, 1, 0}, {0, 1, 1, 0});
  Tensors pictures{data.x}, labels{data.y};
  while (pictures.size() < copies) {
    const std::int64_t dx = random.integer(3), dy = random.integer(3);
    pictures.push_back(slice(framed, {0, dy, dx, 0}, {data.size(), dy + 28, dx + 28, 1}));
    labels.push_back(data.y);
  }
  return {.x = concat(pictures, 0).value(), .y = concat(labels, 0).value()};
}

struct Cure {
  std::string name;
  Dataset learned_from, measured_on;
  double dropout = 0;
  OptimizerChoice optimizer = Adam();
  Callbacks callbacks = {};
};

struct Result {
  double train, validation, accuracy;
  std::vector<double> step, loss;  // on the validation pictures while it learns
  [[nodiscard]] double gap() const { return validation - train; }
};

Result result_of(const Cure& cure, const Dataset& validation) {
  Sequential model{Input({28, 28, 1}), Flatten(), Dense(128, {.activation = "relu"}), Dropout(cure.dropout),
                   Dense(10, {.activation = "softmax"})};
  model.set_seed(1);
  model.compile(
      {.optimizer = cure.optimizer, .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  const std::int64_t steps_per_epoch = cure.learned_from.size() / batch_size;
  const History history = model.fit(cure.learned_from, {.batch_size = batch_size,
                                                        .epochs = static_cast<int>(steps / steps_per_epoch),
                                                        .verbose = 0,
                                                        .validation_data = validation,
                                                        .callbacks = cure.callbacks});
  auto train = model.evaluate(cure.measured_on), unseen = model.evaluate(validation);
  Result result{train["loss"], unseen["loss"], unseen["accuracy"], {}, history.history.at("val_loss")};
  for (std::size_t epoch = 1; epoch <= result.loss.size(); ++epoch)
    result.step.push_back(static_cast<double>(steps_per_epoch) * static_cast<double>(epoch));
  return result;
}

int main() try {
  const auto [all, test] = datasets::fashion_mnist();
  const Dataset train = all.rows(0, few), more = all.rows(0, few * copies), validation = test.rows(0, 2000);
  const std::vector<Cure> cures{
      {"no cure", train, train},
      {"dropout: half the neurons rest", train, train, 0.5},
      {"weight decay: w shrinks each step", train, train, 0, AdamW({.weight_decay = 1.0})},
      {"early stopping: the best epoch",
       train,
       train,
       0,
       Adam(),
       {EarlyStopping({.patience = 5, .restore_best_weights = true})}},
      {"augmentation: moved by a pixel", augmented(train), train},
      {"more data: 3,000 pictures", more, more}};

  Checks check;
  plot::Picture picture{.title = "Clothes: loss on pictures never seen",
                        .x_label = "step",
                        .y_label = "validation loss",
                        .range = {0, steps, 0.4, 1.4}};
  std::vector<Result> results;
  std::printf("                                        loss            validation\n");
  std::printf("                                    train  valid.   gap   accuracy\n");
  for (const Cure& cure : cures) {
    const Result& result = results.emplace_back(result_of(cure, validation));
    std::printf("%-35s %.2f    %.2f    %.2f     %.2f\n", cure.name.c_str(), result.train, result.validation,
                result.gap(), result.accuracy);
    picture.lines.push_back({cure.name.substr(0, cure.name.find(':')), result.step, result.loss,
                             static_cast<int>(results.size()) - 1, results.size() == 1});
  }
  std::printf("\n");
  plot::save("overfitting_cures.svg", {picture});
  check(results[0].train < 0.05 && results[0].gap() > 0.5,
        "without a cure the network knows its 300 pictures by heart");
  for (std::size_t i = 1; i < cures.size(); ++i) {
    check(results[i].gap() < results[0].gap() && results[i].validation < results[0].validation,
          cures[i].name.substr(0, cures[i].name.find(':')) + " lowers the gap, and the validation loss");
  }
  return check.exit_code();
} catch (const Error& error) {
  std::cerr << "saem: " << error.what() << '\n';
  return 1;
}
