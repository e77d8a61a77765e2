#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saem/report/calibration.h"
#include "saem/report/confusion_matrix.h"
#include "saem/report/language.h"

namespace saem::detail {

/// What a pair of loss curves tells.
enum class Learning {
  unknown,       ///< no training loss, or no validation loss, or fewer than 2 epochs
  improving,     ///< the validation loss was lowest in the last epoch
  levelled_off,  ///< it was lowest earlier and stayed near that
  overfitting,   ///< it rose by more than 5 % since, while the training loss fell
};

struct LearningCurve {
  Learning kind = Learning::unknown;
  std::optional<std::size_t> best_epoch;  ///< index of the lowest finite validation loss
  std::string sentence;                   ///< the same in plain words
};

using HistoryMap = std::map<std::string, std::vector<double>>;
[[nodiscard]] LearningCurve read_curves(const HistoryMap& history, Language language = Language::english);

/// 95 % interval of a share that was seen `successes` times in `trials`. Source: Wilson 1927, JASA 22,
/// 209-212.
[[nodiscard]] std::pair<double, double> wilson_interval(std::int64_t successes, std::int64_t trials);

/// "When it is at least 90 % sure, it is right in 97.2 % of cases (8,123 of 8,356 pictures). …"
[[nodiscard]] std::string describe_calibration(const Calibration& calibration, const std::string& items,
                                               Language language = Language::english);

/// What would help most, first things first; full sentences. May be empty.
struct AdviceInput {
  const HistoryMap& history;
  const ConfusionMatrix& confusion;
  const std::optional<Calibration>& calibration;
  double accuracy;
  double baseline_accuracy;  ///< or R², as `accuracy`; the best of several
  std::string items;
  Language language = Language::english;
};
[[nodiscard]] std::vector<std::string> advise(const AdviceInput& input);

}  // namespace saem::detail
