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

/// How the values of a target become what a network is trained to give, and what it gives becomes an answer.
class Answers {
 public:
  Answers() = default;
  /// Learns from the training part; the classes are those of the target, and of that part. Throws ValueError,
  /// naming the example's place, for a missing answer or, of values, one that is no number.
  void fit(const Samples& train, const Target& target);

  [[nodiscard]] const std::string& column() const noexcept { return column_; }
  [[nodiscard]] TargetKind kind() const noexcept { return kind_; }
  /// The classes, in the order of the target's.
  [[nodiscard]] const std::vector<std::string>& classes() const noexcept { return classes_; }
  /// Numbers that the network gives for one example.
  [[nodiscard]] std::int64_t width() const noexcept;

  /// int32 (n,) of classes, float32 (n, 1) of values, of mean 0 and deviation 1. Throws as `fit`, and for a
  /// class that training has not seen.
  [[nodiscard]] Array encode(const Samples& samples) const;
  /// The values as they are, float64 (n,).
  [[nodiscard]] Array values(const Samples& samples) const;
  /// What the network gave, float32 (n, 1), as values, float64 (n,).
  [[nodiscard]] Array decode(const Array& outputs) const;

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws FileError naming `place`.
  [[nodiscard]] static Answers from_json(const nlohmann::ordered_json& json, std::string_view place);

 private:
  std::string column_;
  TargetKind kind_ = TargetKind::classes;
  std::vector<std::string> classes_;
  NumberFormat format_;
  double mean_ = 0, deviation_ = 1;
};

}  // namespace saem
