#include "saem/report/interpretation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/report/text.h"
#include "saem/report/texts.h"

namespace saem::detail {
namespace {

/// The values of one curve, or none.
const std::vector<double>& curve(const HistoryMap& history, const std::string& name) {
  static const std::vector<double> none;
  const auto found = history.find(name);
  return found == history.end() ? none : found->second;
}

std::optional<double> last_value(const HistoryMap& history, const std::string& name) {
  const auto& values = curve(history, name);
  if (values.empty() || !std::isfinite(values.back())) return std::nullopt;
  return values.back();
}

std::optional<std::size_t> lowest(const std::vector<double>& values) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i]) && (!best || values[i] < values[*best])) best = i;
  }
  return best;
}

/// The two classes that are taken for each other most often, both directions added.
struct ConfusedPair {
  std::size_t a = 0, b = 0;
  std::int64_t count = 0, all_mistakes = 0;
};

ConfusedPair most_confused_pair(const ConfusionMatrix& matrix) {
  const std::size_t classes = matrix.class_names.size();
  const auto counts = matrix.values();
  ConfusedPair worst;
  for (std::size_t a = 0; a < classes; ++a) {
    for (std::size_t b = a + 1; b < classes; ++b) {
      const std::int64_t both = counts[a * classes + b] + counts[b * classes + a];
      worst.all_mistakes += both;
      if (both > worst.count) worst = {a, b, both, worst.all_mistakes};
    }
  }
  return worst;
}

void advise_on_data(const AdviceInput& in, std::vector<std::string>& advice) {
  const ConfusedPair pair =
      in.confusion.class_names.empty() ? ConfusedPair{} : most_confused_pair(in.confusion);
  if (pair.all_mistakes == 0) return;
  const double share = static_cast<double>(pair.count) / static_cast<double>(pair.all_mistakes);
  if (in.confusion.class_names.size() > 2 && share >= 0.1) {
    advice.push_back(say(in.language, Text::advice_pair, percent(share, 0), in.confusion.class_names[pair.a],
                         in.confusion.class_names[pair.b], in.items));
  }
}

void advise_on_training(const AdviceInput& in, std::vector<std::string>& advice) {
  const LearningCurve learned = read_curves(in.history);
  if (learned.kind == Learning::improving) {
    advice.push_back(say(in.language, Text::advice_longer));
  } else if (learned.kind == Learning::overfitting) {
    advice.push_back(say(in.language, Text::advice_stop, *learned.best_epoch + 1));
  }
  const auto train = last_value(in.history, "accuracy"), validation = last_value(in.history, "val_accuracy");
  if (!train || !validation) return;
  if (*train - *validation > 0.05 && learned.kind != Learning::overfitting) {
    advice.push_back(
        say(in.language, Text::advice_generalise, in.items, percent(*train), percent(*validation)));
  } else if (*train < 0.95 && *train - *validation < 0.01 && learned.kind == Learning::levelled_off) {
    advice.push_back(say(in.language, Text::advice_larger));
  }
}

}  // namespace

LearningCurve read_curves(const HistoryMap& history, Language language) {
  const auto& loss = curve(history, "loss");
  const auto& validation = curve(history, "val_loss");
  LearningCurve result;
  result.best_epoch = lowest(validation);
  if (!result.best_epoch) {
    if (!loss.empty()) result.sentence = say(language, Text::curves_unknown);
    return result;
  }
  if (loss.size() != validation.size() || loss.size() < 2) return result;
  const std::size_t best = *result.best_epoch, last = validation.size() - 1;
  if (best == last) {
    result.kind = Learning::improving;
    result.sentence = say(language, Text::curves_improving);
  } else if (validation[last] > 1.05 * validation[best] && loss[last] < loss[best]) {
    result.kind = Learning::overfitting;
    result.sentence = say(language, Text::curves_overfitting, best + 1);
  } else {
    result.kind = Learning::levelled_off;
    result.sentence = say(language, Text::curves_level, best + 1);
  }
  return result;
}

std::pair<double, double> wilson_interval(std::int64_t successes, std::int64_t trials) {
  if (trials <= 0) return {0.0, 1.0};
  constexpr double z = 1.959963984540054;  // 97.5 % quantile of the normal distribution
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
  const double half = z / (1.0 + z * z / n) * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::string describe_calibration(const Calibration& c, const std::string& items, Language language) {
  std::string out = say(language, Text::never_sure);
  if (c.sure_count > 0) {
    const auto right = std::llround(c.sure_accuracy * static_cast<double>(c.sure_count));
    out = say(language, Text::when_sure, percent(c.sure_accuracy), with_separators(right),
              with_separators(c.sure_count), items);
  }
  const double excess = c.mean_confidence - c.accuracy;
  const Text judgement = excess > 0.02    ? Text::trusts_too_much
                         : excess < -0.02 ? Text::trusts_too_little
                                          : Text::at_its_word;
  return out + " " +
         say(language, Text::sure_over_all, items, percent(c.mean_confidence), percent(c.accuracy),
             say(language, judgement));
}

std::vector<std::string> advise(const AdviceInput& in) {
  std::vector<std::string> advice;
  if (in.accuracy <= in.baseline_accuracy) {
    advice.push_back(say(in.language, Text::advice_no_better));
  }
  advise_on_data(in, advice);
  advise_on_training(in, advice);
  if (in.calibration && in.calibration->mean_confidence - in.calibration->accuracy > 0.05) {
    advice.push_back(say(in.language, Text::advice_humbler));
  }
  return advice;
}

}  // namespace saem::detail
