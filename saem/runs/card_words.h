#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saem/report/language.h"

namespace saem::runs {

/// All that a model card says in words, in one language. What is in braces is filled in.
struct CardWords {
  const char* made_by = "";  ///< a remark in the source: who wrote it, and how to keep changes
  const char *predicts_class = "", *predicts_classes_of_pictures = "", *predicts_value = "",
             *predicts_labels = "", *finds_unusual = "", *from_columns = "", *trained_with = "";
  const char *was_interrupted = "", *was_not_finished = "";
  const char *use = "", *use_text = "";
  const char *scores = "", *measured_on = "", *target = "", *metric = "", *test_part = "", *simple_model = "",
             *interval = "", *per_class = "";
  const char *class_name = "", *precision = "", *recall = "", *f1 = "", *examples = "";
  const char *validation_scores = "", *watched_test = "", *by_blocks = "", *by_folds = "";
  const char *data = "", *property = "", *value = "", *name = "", *hash = "", *division = "",
             *train_part = "", *validation_part = "";
  const char *columns_text = "", *column = "", *kind = "", *reason = "", *and_more = "";
  const char *training = "", *network = "", *parameters = "", *epochs = "", *time = "", *settings = "";
  const char *limits = "", *no_better = "", *few_examples = "", *few_tests = "", *skipped = "",
             *order_leak = "", *ignored = "", *elsewhere = "";
  const char *repeat = "", *repeat_text = "", *version = "", *processor = "", *threads = "", *seed = "";
  const char* no_report = "";
  Language language = Language::english;
};

/// The languages that cards are written in: "en", "ko".
[[nodiscard]] const std::vector<std::string>& card_languages();
/// Throws ValueError for another.
[[nodiscard]] const CardWords& card_words(std::string_view language);

/// A pattern with {0}, {1}, … replaced by the values. What the values hold is not looked into.
[[nodiscard]] std::string fill_in(std::string_view pattern, const std::vector<std::string>& values);

}  // namespace saem::runs
