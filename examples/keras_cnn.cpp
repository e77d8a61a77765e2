// The Keras lecture's script, line for line in C++: a convolutional network learns to tell ten kinds of
// clothes apart.
//   keras_cnn [EPOCHS] [TRAINING PICTURES]
#include <saem/saem.h>

#include <cstdlib>
#include <iostream>

using namespace saem;

int main(int argc, char** argv) try {
  const std::int64_t batch_size = 128;
  const std::int64_t num_classes = 10;
  const int epochs = argc > 1 ? std::atoi(argv[1]) : 12;
  const std::int64_t img_rows = 28, img_cols = 28;

  auto [train, test] = datasets::fashion_mnist();
  if (argc > 2) train = train.rows(0, std::atol(argv[2]));
  const Array x_train =
      train.x.reshape({-1, img_rows, img_cols, 1});  // already float32 in [0, 1]: no division by 255
  const Array x_test = test.x.reshape({-1, img_rows, img_cols, 1});
  std::cout << "x_train shape: " << x_train.shape().to_string() << '\n';
  std::cout << train.size() << " train samples\n" << test.size() << " test samples\n";
  const Array y_train = to_categorical(train.y, num_classes);
  const Array y_test = to_categorical(test.y, num_classes);

  Sequential model;
  model.add(Input({img_rows, img_cols, 1}));
  model.add(Conv2D(32, {3, 3}, {.activation = "relu"}));
  model.add(Conv2D(64, {3, 3}, {.activation = "relu"}));
  model.add(MaxPooling2D({2, 2}));
  model.add(Dropout(0.25));
  model.add(Flatten());
  model.add(Dense(128, {.activation = "relu"}));
  model.add(Dropout(0.5));
  model.add(Dense(num_classes, {.activation = "softmax"}));

  // The rate of Keras 2, which the lecture used; Keras 3's default of 0.001 would hardly learn in 12 epochs.
  model.compile({.optimizer = Adadelta({.learning_rate = 1.0}),
                 .loss = "categorical_crossentropy",
                 .metrics = {"accuracy"}});

  model.fit(x_train, y_train,
            {.batch_size = batch_size, .epochs = epochs, .verbose = 1, .validation_data = {x_test, y_test}});
  const auto score = model.evaluate(x_test, y_test, {.verbose = 0});
  std::cout << "Test loss: " << score.at("loss") << '\n';
  std::cout << "Test accuracy: " << score.at("accuracy") << '\n';

  model.save("keras_cnn.safetensors");
  Model again = load_model("keras_cnn.safetensors");
  const Array answer = argmax(again.predict(x_test.rows(0, 1))).value();
  std::cout << "The first test picture, " << test.class_names.at(static_cast<std::size_t>(test.y.at(0)))
            << ", is taken for " << test.class_names.at(static_cast<std::size_t>(answer.item())) << '\n';
} catch (const Error& error) {
  std::cerr << "saem: " << error.what() << '\n';
  return 1;
}
