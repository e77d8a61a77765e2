#include "saem/train/memory_need.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/ops/random_ops.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

Sequential classifier() {
  Sequential model{Input({10}), Dense(100, {.activation = "relu"}), Dense(3, {.activation = "softmax"})};
  model.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy"});
  return model;
}

TEST(MemoryNeed, CountsWeightsMomentsAndIntermediateValues) {
  const Sequential model = classifier();
  const auto need = memory_need(model, 8, 1234);
  ASSERT_TRUE(need);
  const auto weights = static_cast<std::size_t>(model.parameter_count()) * sizeof(float);
  EXPECT_EQ(need->data, 1234U);
  EXPECT_GE(need->state, 3 * weights);
  EXPECT_LE(need->state, 3 * weights + 64);
  const StepMemory step = model.step_memory(8).value();
  EXPECT_EQ(need->intermediate, step.training + step.prediction);
  EXPECT_GE(step.training, 8 * 100 * sizeof(float));
  EXPECT_EQ(need->total(), need->data + need->state + need->intermediate + need->batches);
  EXPECT_GT(memory_need(model, 80, 0)->intermediate, need->intermediate);
}

TEST(MemoryNeed, IsUnknownBeforeAModelIsCompiled) {
  EXPECT_FALSE(memory_need(Sequential{Input({10}), Dense(3)}, 8, 0));
  EXPECT_FALSE(Sequential{Dense(3)}.step_memory(8));
}

TEST(MemoryNeed, TooMuchIsRefusedWithNumbersAndAdvice) {
  MemoryNeed need{.data = 1, .state = 2, .intermediate = std::size_t{1} << 60, .batches = 3};
  const std::string message =
      test::message_of<ValueError>([&] { require_memory(need, "fit", "Use a smaller batch_size."); });
  EXPECT_TRUE(message.starts_with("fit: the training needs ")) << message;
  EXPECT_NE(message.find("in all "), std::string::npos);
  EXPECT_TRUE(message.ends_with("Use a smaller batch_size."));
  need.intermediate = 4096;
  EXPECT_NO_THROW(require_memory(need, "fit", ""));
}

// ---- fit asks before its first step ----

class MemoryOfFit : public testing::Test {
 protected:
  void SetUp() override { setenv("SAEM_MEMORY_LIMIT", "1", 1); }
  void TearDown() override { unsetenv("SAEM_MEMORY_LIMIT"); }
  static History fit(Sequential& model, const FitOptions& changes = {}) {
    FitOptions options = changes;
    options.batch_size = 4;
    options.verbose = 0;
    return model.fit(Array({8, 10}), Array({8}, DType::i64), options);
  }
};

TEST_F(MemoryOfFit, IsRefusedBeforeAnythingIsChanged) {
  Sequential model = classifier();
  const Array before = model.variables()[0].value();
  const std::string message = test::message_of<ValueError>([&] { fit(model); });
  EXPECT_TRUE(message.starts_with("fit: the training needs ")) << message;
  EXPECT_NE(message.find(" of memory more, but SAEM_MEMORY_LIMIT leaves 0 bytes\n(in all "),
            std::string::npos);
  EXPECT_TRUE(message.ends_with("with check_memory = false it is tried nevertheless.")) << message;
  EXPECT_TRUE(identical(before, model.variables()[0].value()));
  EXPECT_EQ(model.optimizer().iterations().value().item(), 0);
  EXPECT_THROW(fit(model, {.debug = true}), ValueError);
  EXPECT_THROW(fit(model, {.validation_split = 0.5}), ValueError);
}

TEST_F(MemoryOfFit, IsTriedNeverthelessIfAsked) {
  Sequential model = classifier();
  EXPECT_EQ(fit(model, {.check_memory = false}).steps, 2);
  EXPECT_EQ(fit(model).steps, 2);  // what is there already needs no more
  unsetenv("SAEM_MEMORY_LIMIT");
  Sequential other = classifier();
  EXPECT_EQ(fit(other).steps, 2);
}

// ---- so do evaluate and predict ----

TEST_F(MemoryOfFit, PredictAndEvaluateAreRefusedToo) {
  Sequential model = classifier();
  const Array x({8, 10});
  const Array y({8}, DType::i64);
  const std::string predict = test::message_of<ValueError>([&] { (void)model.predict(x); });
  EXPECT_TRUE(predict.starts_with("predict: the prediction needs ")) << predict;
  EXPECT_NE(predict.find(" of memory more, but SAEM_MEMORY_LIMIT leaves 0 bytes\n(in all "),
            std::string::npos);
  EXPECT_TRUE(predict.ends_with("with check_memory = false it is tried nevertheless.")) << predict;
  EXPECT_THROW((void)model.predict(x, {.batch_size = 3}), ValueError);
  const std::string evaluate = test::message_of<ValueError>([&] { (void)model.evaluate(x, y); });
  EXPECT_TRUE(evaluate.starts_with("evaluate: the evaluation needs ")) << evaluate;
  // Tried nevertheless; then what is there already needs no more.
  EXPECT_EQ(model.predict(x, {.check_memory = false}).shape(), (Shape{8, 3}));
  EXPECT_EQ(model.predict(x).shape(), (Shape{8, 3}));
  EXPECT_NO_THROW((void)model.evaluate(x, y, {.check_memory = false}));
  EXPECT_NO_THROW((void)model.evaluate(x, y));
}

TEST_F(MemoryOfFit, ALargeProgramOfItsOwnIsRefusedBeforeItsMemoryIsTaken) {
  const std::string message = test::message_of<ValueError>([] {
    (void)random_uniform(Array::of(std::vector<std::int64_t>{1, 2}), {std::int64_t{1} << 25}).value();
  });
  EXPECT_TRUE(message.starts_with("compile: the program needs ")) << message;
  EXPECT_TRUE(message.ends_with("Compute less at once, or close other programs.")) << message;
}

}  // namespace
}  // namespace saem
