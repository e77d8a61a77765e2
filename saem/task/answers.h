#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/array.h"
#include "saem/data/samples.h"
#include "saem/data/tables/numbers.h"
#include "saem/task/feature.h"
#include "saem/task/number_scaling.h"

namespace saem {

/// Classes or labels that examples have and a model has not learned.
struct UnseenClasses {
  std::vector<std::string> names = {};
  std::int64_t examples = 0;  ///< that have one of them
};

/// How the values of a target become what a network is trained to give, and what it gives becomes an answer.
class Answers {
 public:
  Answers() = default;
  /// Learns from the training part; the classes are those of the target, and of that part. Examples without
  /// an answer do not count. Throws ValueError, naming the example's place, for a value that is no number.
  void fit(const Samples& train, const Target& target);

  [[nodiscard]] const std::string& column() const noexcept { return column_; }
  [[nodiscard]] TargetKind kind() const noexcept { return kind_; }
  /// The classes or labels, in the order of the target's.
  [[nodiscard]] const std::vector<std::string>& classes() const noexcept { return classes_; }
  /// Numbers that the network gives for one example.
  [[nodiscard]] std::int64_t width() const noexcept;

  /// int32 (n,) of classes; float32 (n, 1) of values, of mean 0 and deviation 1; float32 (n, labels) of 0 and
  /// 1; float32 (n, 1) of 0 for an anomaly. Throws ValueError, naming the example's place, for an answer that
  /// is missing or no number, and for a class that training has not seen.
  /// @param may_lack  missing answers of classes and values become 0, which means nothing: see `known`.
  [[nodiscard]] Array encode(const Samples& samples, bool may_lack = false) const;
  /// Classes and labels of these examples that it does not know, by name; none of other answers.
  [[nodiscard]] UnseenClasses unseen(const Samples& samples) const;
  /// Behind its own classes or labels: what a network gives no number for.
  void add_classes(const std::vector<std::string>& names);
  /// Which examples have an answer.
  [[nodiscard]] std::vector<bool> known(const Samples& samples) const;
  /// Of an anomaly, which examples are unusual; empty if nobody knows.
  [[nodiscard]] std::vector<bool> unusual(const Samples& samples) const;
  /// Of an anomaly: what is called unusual has a larger score.
  [[nodiscard]] double threshold() const noexcept { return threshold_; }
  void set_threshold(double threshold) noexcept { threshold_ = threshold; }
  /// The name of usual examples.
  [[nodiscard]] const std::string& normal() const noexcept { return normal_; }
  /// The values as they are, float64 (n,).
  [[nodiscard]] Array values(const Samples& samples) const;
  /// What the network gave, float32 (n, 1), as values, float64 (n,).
  [[nodiscard]] Array decode(const Array& outputs) const;

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws FileError naming `place`.
  [[nodiscard]] static Answers from_json(const nlohmann::ordered_json& json, std::string_view place);

 private:
  [[nodiscard]] Array encode_labels(const Samples& samples) const;

  std::string column_;
  TargetKind kind_ = TargetKind::classes;
  std::vector<std::string> classes_;
  NumberFormat format_;
  double mean_ = 0, deviation_ = 1;
  char separator_ = ' ';
  std::string normal_;
  double threshold_ = 0;
};

}  // namespace saem
