// Checkpoints whose checksum is right, but whose numbers are those of no run.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "saem/core/error.h"
#include "saem/interop/safetensors.h"
#include "tests/train/support/training_run.h"

namespace saem {
namespace {

using namespace testing_support;

class CheckpointDamageTest : public TrainingRunTest {
 protected:
  /// Resumes from a checkpoint of step 7 that was changed so.
  std::string message_after(const std::function<void(SafetensorsFile& file)>& change) {
    remove_checkpoints();
    CutAfter cut(7);
    Sequential first = model_for("adam");
    first.fit(x(), y(), options({cut, EarlyStopping()}, false));
    clear_interrupt();
    SafetensorsFile file = read_safetensors(path());
    file.metadata.erase("format");
    change(file);
    write_safetensors(path(), file);
    std::filesystem::remove(previous_checkpoint(path()));
    Sequential second = model_for("adam", 5);
    second.optimizer().build(second.trainable_variables());
    const std::vector<Array> before = state_of(second);
    const std::string message =
        message_of<Error>([&] { second.fit(x(), y(), options({EarlyStopping()}, true)); });
    const std::vector<Array> after = state_of(second);
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(identical(before[i], after[i])) << message;
    return message;
  }
  static Array& tensor(SafetensorsFile& file, const std::string& name) {
    for (auto& [each, array] : file.tensors) {
      if (each == name) return array;
    }
    throw ValueError("no such tensor: " + name);
  }
};

TEST_F(CheckpointDamageTest, NoCountThatIsNotOfARunIsBelieved) {
  constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();
  struct Change {
    std::size_t place;
    std::int64_t value;
    const char* part;
  };
  for (const Change& c : std::vector<Change>{{0, 0, "it has no rows"},
                                             {0, -19, "it has no rows"},
                                             {0, huge, "steps per epoch"},
                                             {1, 0, "batch size"},
                                             {1, -4, "batch size"},
                                             {1, 20, "batch size"},
                                             {3, 2, "neither"},
                                             {4, -1, "number of epochs"},
                                             {4, huge, "number of epochs"},
                                             {4, 2, "its steps are not"},
                                             {5, -1, "its batch is not one of an epoch"},
                                             {5, 5, "its batch is not one of an epoch"},
                                             {5, huge, "its batch is not one of an epoch"},
                                             {5, 1, "its steps are not"},
                                             {6, -7, "its steps are not"},
                                             {6, huge, "its steps are not"},
                                             {7, 0, "steps per epoch"},
                                             {7, huge, "steps per epoch"},
                                             {8, -1, "neither"}}) {
    const std::string message = message_after([&](SafetensorsFile& file) {
      tensor(file, "progress/counts").mutable_data<std::int64_t>()[c.place] = c.value;
    });
    EXPECT_NE(message.find(path().string() + ": 'progress': cannot be that of a run: "), std::string::npos)
        << message;
    EXPECT_NE(message.find(c.part), std::string::npos) << c.place << " " << c.value << ": " << message;
  }
}

TEST_F(CheckpointDamageTest, NeitherAreColumnsOfAnotherLength) {
  for (const char* name : {"history/loss", "history/val_accuracy", "seconds/training"}) {
    for (const std::int64_t length : {0, 2}) {
      const std::string message =
          message_after([&](SafetensorsFile& file) { tensor(file, name) = Array({length}, DType::f64); });
      EXPECT_NE(message.find("for each epoch"), std::string::npos) << message;
    }
    const std::string message =
        message_after([&](SafetensorsFile& file) { tensor(file, name) = Array({1}, DType::f32); });
    EXPECT_NE(message.find("expected a row of float64"), std::string::npos) << message;
  }
}

TEST_F(CheckpointDamageTest, NorSumsOfOtherMetrics) {
  const double nan = std::nan("");
  for (const std::vector<double>& state : std::vector<std::vector<double>>{{1},
                                                                           {1, 8},
                                                                           {1, 8, 5, 1, 2},
                                                                           {1, 8, 1, 3},
                                                                           {1, 8, 2, 3, 4, 5},
                                                                           {1, 8, nan, 3, 4},
                                                                           {1, nan, 2, 3, 4},
                                                                           {1, 1e300, 2, 3, 4},
                                                                           {1, -1, 2, 3, 4},
                                                                           {}}) {
    const std::string message =
        message_after([&](SafetensorsFile& file) { tensor(file, "progress/metrics") = Array::of(state); });
    EXPECT_NE(message.find("metrics"), std::string::npos) << message;
  }
}

TEST_F(CheckpointDamageTest, NorStatesOfCallbacks) {
  const auto with = [&](const std::string& name, const Array& value) {
    return message_after(
        [&](SafetensorsFile& file) { tensor(file, "callbacks/EarlyStopping/" + name) = value; });
  };
  EXPECT_NE(with("wait", Array::scalar(-1, DType::f64)).find("expected a whole number"), std::string::npos);
  EXPECT_NE(with("best_epoch", Array::scalar(1e12, DType::f64)).find("expected an epoch"), std::string::npos);
  EXPECT_NE(with("best", Array({3}, DType::f64)).find("expected one float64 number"), std::string::npos);
  EXPECT_NE(message_after([&](SafetensorsFile& file) {
              for (auto& [name, value] : file.tensors) {
                if (name == "callbacks/EarlyStopping/wait") name = "callbacks/EarlyStopping/weight";
              }
            }).find("is missing"),
            std::string::npos);
}

TEST_F(CheckpointDamageTest, NorValuesOfAnotherShape) {
  EXPECT_NE(message_after([&](SafetensorsFile& file) {
              tensor(file, "model/dense/kernel") = Array({6, 9});
            }).find("'model/dense/kernel' has shape (6, 9)"),
            std::string::npos);
  EXPECT_NE(message_after([&](SafetensorsFile& file) {
              file.metadata["saem.checkpoint"] = "1";
            }).find("its checkpoint version is '1', this program reads version '2'"),
            std::string::npos);
}

}  // namespace
}  // namespace saem
