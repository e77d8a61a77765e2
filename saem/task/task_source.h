#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "saem/data/samples.h"
#include "saem/task/answers.h"
#include "saem/task/augmentation.h"
#include "saem/task/inputs.h"
#include "saem/train/example_source.h"

namespace saem {

struct TaskSourceOptions {
  std::vector<AugmentationStep> augmentation = {};
  std::uint64_t seed = 0;
  /// Answers of classes as rows of probabilities, in place of class numbers. Mixed pictures need that.
  bool rows = false;
  /// How much each class counts, of one target of classes; empty: all the same.
  ClassWeights class_weight = {};
  /// Pictures and sounds of files are kept in memory, decoded, if they take no more bytes than this.
  std::size_t most_bytes = std::size_t{1} << 29;
};

/// Samples as examples for a network: encoded once where they fit, read from their files again in each epoch
/// where they do not, and changed at random in each epoch if that is asked for.
class TaskSource final : public ExampleSource {
 public:
  /// Throws as Inputs::encode and Answers::encode; ValueError for an augmentation that fits no input.
  TaskSource(const Samples& samples, const Inputs& inputs, const std::vector<Answers>& answers,
             const TaskSourceOptions& options = {});
  ~TaskSource() override;

  [[nodiscard]] std::int64_t size() const override { return size_; }
  [[nodiscard]] Examples gather(std::span<const std::int64_t> rows, std::int64_t epoch) const override;
  /// All examples as arrays, if they lie in memory as the network wants them, the same in every epoch: then a
  /// training needs no threads to make batches.
  [[nodiscard]] std::optional<Examples> arrays() const;
  /// What it keeps.
  [[nodiscard]] std::size_t byte_size() const;
  /// The answers, as `gather` gives them.
  [[nodiscard]] const std::vector<Array>& answers() const noexcept { return y_; }

 private:
  struct Input;
  [[nodiscard]] Array inputs_of(const Input& input, std::span<const std::int64_t> rows,
                                std::int64_t epoch) const;
  void mix(Array& x, Array& y, std::int64_t first, std::int64_t epoch) const;

  TaskSourceOptions options_;
  std::int64_t size_;
  std::vector<Input> inputs_;
  std::vector<Array> y_;
  std::vector<Array> weights_;  ///< for each target, or none at all
};

}  // namespace saem
