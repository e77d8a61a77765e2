#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/report/language.h"

/// All fixed texts of the page, in each language.
namespace saem::detail {

enum class Text : std::uint8_t {
  // the page
  page_title,
  footer,
  question_classes,
  question_value,
  question_labels,
  question_anomaly,
  measured_on,
  examples,
  and_more,
  // how well it works
  how_well,
  this_model,
  always_class,
  grey_bar,
  grey_bars,
  beats_simple,
  beaten_by_simple,
  percentage_points,
  points_of_r2,
  best_and_weakest,
  honest_score,
  over_folds,
  right_on_learned,
  right_on_new,
  named_correctly,
  expect_between,
  r2_on_learned,
  r2_on_new,
  explains_variation,
  off_on_average,
  micro_f1_on,
  labels_found,
  labels_exact,
  of_unusual_found,
  called_unusual,
  anomalies_called,
  anomalies_found,
  baseline_majority,
  baseline_mean,
  baseline_linear,
  baseline_neighbour,
  // data, curves, repetition
  the_data,
  careful,
  data_set,
  count_of,
  division,
  data_hash,
  columns_of_data,
  column,
  kind,
  reason,
  answer_of_kind,
  found_out,
  left_out,
  how_it_learned,
  one_epoch,
  validation_is,
  several_networks,
  their_losses,
  loss_title,
  accuracy_title,
  loss_description,
  loss_of_values,
  accuracy_description,
  epoch,
  training,
  validation,
  lowest_validation_loss,
  how_to_repeat,
  command_repeats,
  settings,
  machine,
  layers,
  // classes and labels
  what_for_what,
  confusion_read,
  confusion_title,
  most_confused,
  one_confusion,
  map_columns,
  map_rows,
  map_description,
  map_cell,
  can_it_be_trusted,
  honest_model,
  calibration_error,
  reliability_title,
  reliability_description,
  how_sure,
  share_right,
  as_sure_as_right,
  how_sure_it_was,
  predictions,
  sure_on_average,
  right,
  from_to_percent,
  below_percent,
  class_by_class,
  precision_recall,
  class_name,
  precision,
  recall,
  average_of_classes,
  average_of_examples,
  as_plain_text,
  label,
  label_by_label,
  micro_average,
  macro_average,
  other_thresholds,
  thresholds_read,
  curves_drawn,
  roc_title,
  roc_description,
  pr_title,
  pr_description,
  false_positive_rate,
  true_positive_rate,
  by_chance,
  roc_area,
  average_precision,
  plain_average,
  area_is,
  // values, anomalies
  how_near,
  r2_name,
  mae_name,
  rmse_name,
  values_read,
  dots_drawn,
  predicted_title,
  predicted_description,
  true_value,
  predicted_value,
  exactly_right,
  residual_title,
  residual_description,
  error_label,
  error_histogram,
  error_histogram_description,
  what_is_unusual,
  anomalies_read,
  anomaly_histogram,
  anomaly_description,
  anomaly_score,
  normal_examples,
  unusual_examples,
  threshold,
  // mistakes, groups, columns
  wrong_and_sure,
  furthest_off,
  surest_mistakes,
  largest_errors,
  occlusion_read,
  occlusion_of_picture,
  some_right,
  taken_for,
  it_said,
  it_is,
  sure_by,
  off_by,
  group_by_group,
  groups_read,
  value_of_column,
  mean_error,
  missing,
  what_counts,
  importance_read,
  importance_warning,
  r2_short,
  accuracy_short,
  what_would_help,
  // interpretations: no markup in these
  curves_unknown,
  curves_improving,
  curves_overfitting,
  curves_level,
  never_sure,
  when_sure,
  sure_over_all,
  trusts_too_much,
  trusts_too_little,
  at_its_word,
  advice_no_better,
  advice_pair,
  advice_longer,
  advice_stop,
  advice_generalise,
  advice_larger,
  advice_humbler,
  count
};

struct TextEntry {
  Text id;
  std::string_view english;  ///< with places for arguments: see with_arguments
  std::string_view korean;   ///< with the same arguments
};
/// In the order of Text.
[[nodiscard]] std::span<const TextEntry> all_texts();

[[nodiscard]] std::string_view text_of(Text id, Language language);

/// The text with its arguments in their places: {} in turn, or {0}, {1}, ….
[[nodiscard]] std::string with_arguments(std::string_view text, const std::vector<std::string>& arguments);

[[nodiscard]] inline std::string as_argument(const std::string& text) { return text; }
[[nodiscard]] inline std::string as_argument(const char* text) { return text; }
[[nodiscard]] std::string as_argument(std::integral auto number) { return std::to_string(number); }

/// A text of the page. Arguments are markup where it is put on the page as it is.
template <class... Arguments>
[[nodiscard]] std::string say(Language language, Text id, const Arguments&... arguments) {
  return with_arguments(text_of(id, language), {as_argument(arguments)...});
}

}  // namespace saem::detail
