#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saem/report/calibration.h"
#include "saem/report/run_report.h"
#include "saem/report/texts.h"
#include "saem/report/threshold_curves.h"

/// The parts of the HTML report, each a whole <section> or, if there is nothing to show, "".
namespace saem::detail {

/// What the sections share. Strings that are markup already say so.
struct PageFacts {
  const RunReport& run;
  Language language = Language::english;
  std::string items = {};  ///< markup
};

/// The same for one target.
struct TargetFacts {
  const PageFacts& page;
  const TargetReport& target;
  std::int64_t examples = 0;
  std::int64_t right = 0;  ///< of classes
  std::optional<Calibration> calibration = {};
  std::vector<BaselineScore> baselines = {};  ///< names are markup, in the page's language
  /// Curves of classes or labels against all others, and their names; of two classes both.
  std::vector<std::pair<std::string, ThresholdCurve>> curves = {};

  /// The best of the baselines; null without.
  [[nodiscard]] const BaselineScore* best_baseline() const;
  /// Of the main score: "R²", "F1" of labels, "AUC" of anomalies; empty for accuracy.
  [[nodiscard]] std::string score_name() const;
  /// A main score as it is shown: "81.2 %" for accuracy, else "R² 0.812".
  [[nodiscard]] std::string shown_score(double score) const;
};
[[nodiscard]] TargetFacts target_facts(const PageFacts& page, const TargetReport& target);

// sections of a run
[[nodiscard]] std::string data_section(const PageFacts& facts);
[[nodiscard]] std::string curves_section(const PageFacts& facts);
[[nodiscard]] std::string repeat_section(const PageFacts& facts);

// sections of a target
[[nodiscard]] std::string verdict_section(const TargetFacts& facts);
[[nodiscard]] std::string confusion_section(const TargetFacts& facts);
[[nodiscard]] std::string value_section(const TargetFacts& facts);
[[nodiscard]] std::string anomaly_section(const TargetFacts& facts);
[[nodiscard]] std::string gallery_section(const TargetFacts& facts);
[[nodiscard]] std::string unusual_section(const TargetFacts& facts);
[[nodiscard]] std::string confidence_section(const TargetFacts& facts);
[[nodiscard]] std::string classes_section(const TargetFacts& facts);
[[nodiscard]] std::string labels_section(const TargetFacts& facts);
[[nodiscard]] std::string thresholds_section(const TargetFacts& facts);
[[nodiscard]] std::string groups_section(const TargetFacts& facts);
[[nodiscard]] std::string importance_section(const TargetFacts& facts);
[[nodiscard]] std::string advice_section(const TargetFacts& facts);

// pieces; all arguments are markup already unless a comment says otherwise
[[nodiscard]] std::string section(const std::string& heading, const std::string& content);
/// A section of a target: its column is in the heading if there are several.
[[nodiscard]] std::string section(const TargetFacts& facts, Text heading, const std::string& content);
[[nodiscard]] std::string paragraph(const std::string& content);
/// "measured on: test (179 examples)".
[[nodiscard]] std::string split_badge(const TargetFacts& facts);
/// A row of a bar chart. @param share  in [0, 1]; what is outside is cut off.
[[nodiscard]] std::string bar(const std::string& label, double share, const std::string& figure, bool plain);
/// A table cell with a bar.
[[nodiscard]] std::string meter(double share);
/// Not escaped: names and values of `pairs`; names are translated.
[[nodiscard]] std::string definition_list(const RunReport::Pairs& pairs, Language language);
/// Opens a table with these headings. @param of_words  all cells are words: no numbers to align at the right.
[[nodiscard]] std::string table_head(const std::vector<std::string>& headings, bool of_words = false);
inline constexpr const char* table_end = "</tbody></table></div>\n";
/// "0.8123"; a dash for NaN.
[[nodiscard]] std::string figure(double value);
[[nodiscard]] std::string row_of_scores(const std::string& name, const std::vector<std::string>& more,
                                        const ClassScores& scores);

}  // namespace saem::detail
