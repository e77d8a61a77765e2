#pragma once

#include <string>

#include "saem/runs/card_words.h"
#include "saem/runs/run_details.h"

namespace saem::runs {

/// The sections of a model card, each with its heading; empty where there is nothing to say.
[[nodiscard]] std::string card_front_matter(const RunDetails& run);
[[nodiscard]] std::string card_introduction(const RunDetails& run, const CardWords& words);
[[nodiscard]] std::string card_use(const RunDetails& run, const CardWords& words);
[[nodiscard]] std::string card_scores(const RunDetails& run, const CardWords& words);
[[nodiscard]] std::string card_data(const RunDetails& run, const CardWords& words);
[[nodiscard]] std::string card_training(const RunDetails& run, const CardWords& words);
[[nodiscard]] std::string card_limits(const RunDetails& run, const CardWords& words);
[[nodiscard]] std::string card_repeat(const RunDetails& run, const CardWords& words);

/// "accuracy", "R²", "mean absolute error".
[[nodiscard]] std::string metric_title(const std::string& metric);
/// Rounded as scores are: "0.8427", "32326.6".
[[nodiscard]] std::string score_text(double score);

/// A 95 % interval for a share that was found among n examples. Source: E. B. Wilson, Probable inference, the
/// law of succession, and statistical inference, JASA 22 (1927).
struct ShareInterval {
  double low = 0, high = 1;
};
[[nodiscard]] ShareInterval wilson_interval(double share, std::int64_t n);

}  // namespace saem::runs
