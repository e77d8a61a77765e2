#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "saem/data/samples.h"

namespace saem {

/// What the values of a column mean, and so how they become numbers.
enum class FeatureKind : std::uint8_t {
  number,    ///< 12.5
  category,  ///< one of several names
  text,      ///< words in order
  date,      ///< a day, or a time
  series,    ///< a recording: steps of channels
  picture,
  sound,
  array,    ///< numbers of the same shape for all
  ignored,  ///< nothing can be learned from it
};
/// "number".
[[nodiscard]] std::string_view name(FeatureKind kind) noexcept;
/// Throws ValueError, with the nearest name, for another text.
[[nodiscard]] FeatureKind feature_kind(std::string_view name);

/// A column that something is predicted from.
struct Feature {
  std::string column;
  FeatureKind kind = FeatureKind::number;
  std::string reason;  ///< why, for people: "891 different values, one for each row"
  bool asked = false;  ///< somebody said so
};

/// What an answer is.
enum class TargetKind : std::uint8_t {
  classes,  ///< one of several names
  value,    ///< a number
  labels,   ///< any number of several names at once: "red|round"
  anomaly,  ///< how unusual an example is, learned from usual ones alone
};
[[nodiscard]] std::string_view name(TargetKind kind) noexcept;

/// A column that is predicted.
struct Target {
  std::string column;
  TargetKind kind = TargetKind::classes;
  std::string reason;
  /// Of classes and labels: all that there are, so that one without an example in the training part is known
  /// too.
  std::vector<std::string> classes = {};
  char separator = ' ';  ///< of labels
  std::string normal =
      {};  ///< of an anomaly: the name that usual examples have in the column, if there is one
};

/// What is predicted from what.
struct LearningTask {
  std::vector<Feature> features;  ///< those that are ignored too
  std::vector<Target> targets;    ///< one at least
};

/// What somebody wants to have otherwise than it would be found out.
struct TaskWishes {
  std::vector<std::string> targets = {};          ///< empty: see find_task
  std::map<std::string, std::string> kinds = {};  ///< column → name of its kind; of targets as target_kind
  std::vector<std::string> ignored = {};          ///< columns to leave out
  /// "classes", "value", "labels" or "anomaly", of all targets; empty: classes or value, as they look.
  std::string target_kind = {};
  std::string normal = {};  ///< of an anomaly: see Target::normal; empty: the most frequent name
};

/// Finds out from the values what each column is.
///
/// The target is the one that the layout of the data names (a folder per class); else a column called target,
/// label, class or y; else the last. A target of numbers is a value, unless they are 0 and 1, or few whole
/// ones (at most 20 different, on average of 5 examples or more). A column is left out if it is empty (but
/// for 2 % of the rows), always the same, or the number of the row.
///
/// An anomaly needs no target: if one is named, it says which examples are unusual, to measure with.
///
/// Throws ValueError, naming the column, for one that does not exist, a wish that its values do not fit, or
/// if nothing is left to learn from.
[[nodiscard]] LearningTask find_task(const Samples& samples, const TaskWishes& wishes = {});

}  // namespace saem
