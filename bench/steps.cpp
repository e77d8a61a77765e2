// How long a step takes: the median of many, after a warm-up.
#include <saem/saem.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string_view>

#include "saem/core/parallel.h"

using namespace saem;

namespace {

double median_milliseconds(const std::function<void()>& step) {
  using Clock = std::chrono::steady_clock;
  constexpr int warm_up = 5;
  constexpr int counted = 40;
  for (int i = 0; i < warm_up; ++i) step();
  std::vector<double> times;
  for (int i = 0; i < counted; ++i) {
    const auto start = Clock::now();
    step();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::ranges::nth_element(times, times.begin() + counted / 2);
  return times[counted / 2];
}

Array random_pictures(std::int64_t n, const Shape& picture) {
  Generator g(1);
  return random_array(g, Shape{n}.concat(picture), 0, 1).astype(DType::f32);
}

Array labels(std::int64_t n) {
  Array y({n}, DType::i32);
  for (std::int64_t i = 0; i < n; ++i)
    y.mutable_data<std::int32_t>()[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(i % 10);
  return y;
}

void report(const char* what, std::int64_t batch, double milliseconds) {
  std::printf("%-52s %9.3f ms %12.0f per second\n", what, milliseconds,
              1000.0 * static_cast<double>(batch) / milliseconds);
}

}  // namespace

int main() {
  std::printf("%d threads\n", thread_count());
  {
    Sequential cnn{Input({28, 28, 1}),
                   Conv2D(32, 3, {.activation = "relu"}),
                   Conv2D(64, 3, {.activation = "relu"}),
                   MaxPooling2D(2),
                   Dropout(0.25),
                   Flatten(),
                   Dense(128, {.activation = "relu"}),
                   Dropout(0.5),
                   Dense(10, {.activation = "softmax"})};
    cnn.compile({.optimizer = Adadelta({.learning_rate = 1.0}), .loss = "sparse_categorical_crossentropy"});
    const Array x = random_pictures(128, {28, 28, 1});
    const Array y = labels(128);
    report("lecture CNN, training step, batch 128", 128,
           median_milliseconds([&] { cnn.train_on_batch(x, y); }));
    report("lecture CNN, inference, batch 128", 128,
           median_milliseconds([&] { static_cast<void>(cnn.predict(x, {.batch_size = 128})); }));
    const Array one = x.rows(0, 1);
    report("lecture CNN, inference, batch 1", 1,
           median_milliseconds([&] { static_cast<void>(cnn.predict(one)); }));
  }
  {
    Sequential mlp{Input({784}), Dense(512, {.activation = "relu"}), Dense(512, {.activation = "relu"}),
                   Dense(10, {.activation = "softmax"})};
    mlp.compile({.optimizer = Adam(), .loss = "sparse_categorical_crossentropy"});
    const Array x = random_pictures(32, {784});
    const Array y = labels(32);
    report("MLP 784-512-512-10, Adam, training step, batch 32", 32,
           median_milliseconds([&] { mlp.train_on_batch(x, y); }));
  }
}
