#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "saem/task/answers.h"
#include "saem/task/augmentation.h"
#include "saem/task/inputs.h"
#include "saem/train/model.h"

namespace saem {

/// What a model answers on a number of examples, for one target.
struct Predictions {
  std::string column;
  TargetKind kind = TargetKind::classes;
  std::vector<std::string> classes = {};  ///< of classes and labels
  Array probabilities = {};               ///< of classes, and of labels, each by itself: float32 (n, classes)
  Array labels = {};                      ///< of classes: int32 (n,), the most probable
  Array values = {};                      ///< of values, and how unusual an example is: float64 (n,)
  double threshold = 0;                   ///< of an anomaly: unusual if above
};

/// A model with all that lies between a person's data and it: raw columns go in, names or numbers come out.
class TrainedTask {
 public:
  TrainedTask(Inputs inputs, std::vector<Answers> answers, Model model);

  [[nodiscard]] const Inputs& inputs() const noexcept { return inputs_; }
  [[nodiscard]] const std::vector<Answers>& answers() const noexcept { return answers_; }
  [[nodiscard]] Model& model() noexcept { return model_; }
  [[nodiscard]] const Model& model() const noexcept { return model_; }

  /// For each target, in the order of `answers`. Columns that the task does not need are not looked at; the
  /// targets may be missing. Large pictures are predicted from in smaller batches; only some thousands, or
  /// 64 MB, of encoded examples are in memory at once. Throws ValueError if an input's column is missing.
  [[nodiscard]] std::vector<Predictions> predict(const Samples& samples, std::int64_t most_of_batch = 256);
  /// What the inputs and the model are for `predict`, of inputs that are encoded already.
  [[nodiscard]] std::vector<Predictions> predict_encoded(const std::vector<Array>& inputs,
                                                         std::int64_t batch_size = 256);

  /// From now on `predict` answers so many changed forms of each example besides the example itself, and
  /// gives the mean: test-time augmentation. What needs two pictures, or covers a part, is left out of the
  /// steps.
  void set_test_changes(const std::vector<AugmentationStep>& steps, int times);
  [[nodiscard]] int test_changes() const noexcept { return times_; }

  /// One model file, which holds all of it. Throws FileError.
  void save(const std::filesystem::path& path);
  /// Throws FileError if the file is damaged, or holds a model without a task.
  [[nodiscard]] static TrainedTask load(const std::filesystem::path& path);
  /// True if a model was trained on a task: load_model gives models of either kind.
  [[nodiscard]] static bool is_task(const Model& model);
  [[nodiscard]] static TrainedTask from_model(const Model& model, const std::string& place);

 private:
  void read_test_changes(const nlohmann::ordered_json& json, const std::string& place);
  /// What the network gives for all of them.
  [[nodiscard]] std::vector<Array> outputs_of(const Samples& samples, std::int64_t batch_size);
  [[nodiscard]] std::vector<Predictions> answers_of(const std::vector<Array>& outputs) const;

  Inputs inputs_;
  std::vector<Answers> answers_;
  Model model_;
  std::vector<AugmentationStep> changes_;
  int times_ = 0;
};

}  // namespace saem
