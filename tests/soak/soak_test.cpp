// Memory stays flat, however long a program predicts and trains. Short here; `make soak` takes 10⁶
// predictions and 10⁵ steps, which is minutes.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "saem/core/random.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/support/this_build.h"

namespace saem {
namespace {

/// Resident memory of this process, in MiB.
double resident() {
  std::ifstream file("/proc/self/statm");
  double all = 0, pages = 0;
  file >> all >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

/// Does something so many times; memory after a tenth of them and at the end must be within 2 MiB.
void expect_flat_memory(std::int64_t times, const std::function<void(std::int64_t)>& once) {
  if (test::has_address_sanitizer()) GTEST_SKIP() << "the sanitizer keeps freed memory for a while";
  double early = 0;
  for (std::int64_t i = 0; i < times; ++i) {
    once(i);
    if (i == times / 10) early = resident();
  }
  const double late = resident();
  std::cout << times << " times: " << early << " MiB after a tenth, " << late << " MiB at the end\n";
  EXPECT_NEAR(late, early, 2);
}

bool is_long() { return std::getenv("SAEM_SOAK") != nullptr; }

Array random_f32(const Shape& shape) {
  Generator generator(1);
  Array a(shape);
  for (float& v : a.mutable_data<float>()) v = static_cast<float>(generator.normal());
  return a;
}

Sequential small_model() {
  Sequential model{Input({6, 6, 1}),
                   Conv2D(4, 3, {.activation = "relu"}),
                   BatchNormalization(),
                   MaxPooling2D(2),
                   Flatten(),
                   Dropout(0.2),
                   Dense(3, {.activation = "softmax"})};
  model.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  return model;
}

TEST(Soak, Predictions) {
  Sequential model = small_model();
  const Array one = random_f32({1, 6, 6, 1}), some = random_f32({5, 6, 6, 1});
  expect_flat_memory(is_long() ? 1'000'000 : 20'000,
                     [&](std::int64_t i) { static_cast<void>(model.predict(i % 3 == 0 ? some : one)); });
}

TEST(Soak, TrainingSteps) {
  Sequential model = small_model();
  const Array x = random_f32({8, 6, 6, 1}), few = random_f32({3, 6, 6, 1});
  const Array y({8}, DType::i32), y_of_few({3}, DType::i32);
  expect_flat_memory(is_long() ? 100'000 : 3'000, [&](std::int64_t i) {
    if (i % 5 == 4) {
      model.train_on_batch(few, y_of_few);
    } else {
      model.train_on_batch(x, y);
    }
  });
}

// fit makes what it needs anew: batches, metrics, history.
TEST(Soak, ShortFits) {
  Sequential model = small_model();
  const Array x = random_f32({20, 6, 6, 1});
  const Array y({20}, DType::i32);
  expect_flat_memory(is_long() ? 20'000 : 500, [&](std::int64_t) {
    model.fit(x, y, {.batch_size = 8, .verbose = 0, .validation_split = 0.2});
  });
}

}  // namespace
}  // namespace saem
