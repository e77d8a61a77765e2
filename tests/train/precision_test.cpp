#include "saem/train/precision.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/core/simd.h"
#include "saem/interop/safetensors.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using testing_support::message_of;
using testing_support::random_f32;

/// What this processor can do of the two: their numbers are the same.
std::string low_precision() { return has_bfloat16() ? "bf16" : "bf16-emulated"; }

/// The lecture's network, smaller.
Sequential small_cnn() {
  Sequential model{Input({10, 10, 1}),
                   Conv2D(32, 3, {.activation = "relu"}),
                   Conv2D(64, 3, {.activation = "relu"}),
                   MaxPooling2D(2),
                   Dropout(0.25),
                   Flatten(),
                   Dense(32, {.activation = "relu"}),
                   Dropout(0.5),
                   Dense(4, {.activation = "softmax"})};
  model.set_seed(3);
  return model;
}

const Array& pictures() {
  static const Array x = random_f32({16, 10, 10, 1}, 5);
  return x;
}

Array labels() {
  Array y(Shape{16}, DType::i32);
  for (std::size_t i = 0; i < 16; ++i)
    y.mutable_data<std::int32_t>()[i] = static_cast<std::int32_t>(i * 7 % 4);
  return y;
}

Sequential compiled(const std::string& precision) {
  Sequential model = small_cnn();
  model.compile({.optimizer = Adadelta({.learning_rate = 1.0}),
                 .loss = "sparse_categorical_crossentropy",
                 .precision = precision});
  return model;
}

double largest_difference(const Array& a, const Array& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.data<float>().size(); ++i)
    largest = std::max(largest, std::abs(double{a.data<float>()[i]} - double{b.data<float>()[i]}));
  return largest;
}

TEST(PrecisionTest, HasNames) {
  for (const std::string& name : precision_names()) EXPECT_EQ(precision_name(find_precision(name)), name);
  EXPECT_EQ(find_precision("float32"), Precision::float32);
  EXPECT_EQ(find_precision("bf16"), Precision::bf16);
  EXPECT_EQ(find_precision("bf16-emulated"), Precision::bf16_emulated);
}

TEST(PrecisionTest, RefusesOtherNames) {
  Sequential model = small_cnn();
  EXPECT_EQ(message_of<ValueError>([&] { model.compile({.precision = "fp32"}); }),
            "precision: there is no precision 'fp32'\n(known: float32, bf16, bf16-emulated).\nChoose one of "
            "those.");
  EXPECT_EQ(message_of<ValueError>([&] { model.compile({.precision = "bf61"}); }),
            "precision: there is no precision 'bf61'\n(known: float32, bf16, bf16-emulated).\n"
            "Did you mean 'bf16'?");
  EXPECT_FALSE(model.compiled());
}

TEST(PrecisionTest, IsFloat32UnlessAskedOtherwise) {
  Sequential model = small_cnn();
  EXPECT_EQ(model.precision(), "float32");
  model.compile({});
  EXPECT_EQ(model.precision(), "float32");
  model.compile({.precision = low_precision()});
  EXPECT_EQ(model.precision(), low_precision());
  model.compile({});
  EXPECT_EQ(model.precision(), "float32");
}

// bfloat16 has 8 significant bits: a product is wrong by 2^-8 at most, and the mean of many by much less.
TEST(PrecisionTest, TrainingFollowsFloat32) {
  Sequential exact = compiled("float32");
  Sequential rounded = compiled(low_precision());
  double first = 0;
  double last = 0;
  bool differs = false;
  for (int step = 0; step < 8; ++step) {
    const double expected = exact.train_on_batch(pictures(), labels()).at("loss");
    last = rounded.train_on_batch(pictures(), labels()).at("loss");
    EXPECT_NEAR(last, expected, 0.02 * expected) << "step " << step;
    differs |= last != expected;
    if (step == 0) first = last;
  }
  EXPECT_TRUE(differs);
  EXPECT_LT(last, first);
  for (const Variable& v : rounded.variables()) EXPECT_EQ(v.dtype(), DType::f32) << v.name();
}

TEST(PrecisionTest, EvaluatesAndPredictsInIt) {
  Sequential exact = compiled("float32");
  Sequential rounded = compiled(low_precision());
  const double expected = exact.evaluate(pictures(), labels()).at("loss");
  const double loss = rounded.evaluate(pictures(), labels()).at("loss");
  EXPECT_NE(loss, expected);
  EXPECT_NEAR(loss, expected, 0.01 * expected);
  const Array prediction = rounded.predict(pictures());
  EXPECT_EQ(prediction.dtype(), DType::f32);
  const double difference = largest_difference(prediction, exact.predict(pictures()));
  EXPECT_GT(difference, 0);
  EXPECT_LT(difference, 0.01);
}

TEST(PrecisionTest, TheEmulationGivesTheSameNumbers) {
  if (!has_bfloat16()) GTEST_SKIP() << "there is nothing to emulate";
  EXPECT_TRUE(identical(compiled("bf16").predict(pictures()), compiled("bf16-emulated").predict(pictures())));
}

TEST(PrecisionTest, TravelsInTheModelFile) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "model.safetensors";
  Sequential rounded = compiled(low_precision());
  rounded.save(path);
  EXPECT_EQ(read_safetensors(path).metadata.at("saem.precision"), low_precision());
  Model loaded = load_model(path);
  EXPECT_FALSE(loaded.compiled());
  EXPECT_EQ(loaded.precision(), low_precision());
  EXPECT_TRUE(identical(loaded.predict(pictures()), rounded.predict(pictures())));

  loaded.save(path);
  EXPECT_EQ(load_model(path).precision(), low_precision());
  loaded.compile({});
  loaded.save(path);
  EXPECT_FALSE(read_safetensors(path).metadata.contains("saem.precision"))
      << "as files were written before there was a choice";
  EXPECT_EQ(load_model(path).precision(), "float32");
}

TEST(PrecisionTest, AFileWithAnotherNameIsRefused) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "model.safetensors";
  small_cnn().save(path);
  SafetensorsFile file = read_safetensors(path);
  file.metadata["saem.precision"] = "fp8";
  write_safetensors(path, file);
  EXPECT_EQ(message_of<FileError>([&] { static_cast<void>(load_model(path)); }),
            path.string() +
                ": precision: there is no precision 'fp8'\n(known: float32, bf16, bf16-emulated).\nChoose "
                "one of those.");
}

}  // namespace
}  // namespace saem
