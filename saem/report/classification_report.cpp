#include "saem/report/classification_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string_view>

#include "saem/core/error.h"
#include "saem/core/printable.h"
#include "saem/report/label_pairs.h"
#include "saem/report/text.h"

namespace saem {

using namespace detail;

namespace {

/// A sum in NumPy's order (pairwise, eight partial sums at a time). The averages must come out the same to
/// the last bit, or a value near a rounding edge would print differently from scikit-learn's.
double sum_like_numpy(std::span<const double> v) {
  if (v.size() > 128) {
    const std::size_t half = v.size() / 2 / 8 * 8;
    return sum_like_numpy(v.first(half)) + sum_like_numpy(v.subspan(half));
  }
  double total = 0.0;
  std::size_t i = 0;
  if (v.size() >= 8) {
    std::array<double, 8> r{};
    for (; i + 8 <= v.size(); i += 8) {
      for (std::size_t k = 0; k < 8; ++k) r[k] += v[i + k];
    }
    total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
  }
  for (; i < v.size(); ++i) total += v[i];
  return total;
}

double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Mean of one score over the classes with the given weights (1 or the support).
template <class Weight>
double average(const std::vector<ClassScores>& classes, double ClassScores::*score, double weight_sum,
               Weight weight) {
  std::vector<double> products;
  for (const auto& c : classes) products.push_back(c.*score * weight(c));
  return sum_like_numpy(products) / weight_sum;
}

template <class Weight>
ClassScores averages(const std::vector<ClassScores>& classes, std::int64_t examples, double weight_sum,
                     Weight weight) {
  return {average(classes, &ClassScores::precision, weight_sum, weight),
          average(classes, &ClassScores::recall, weight_sum, weight),
          average(classes, &ClassScores::f1_score, weight_sum, weight), examples};
}

nlohmann::ordered_json to_object(const ClassScores& s) {
  // scikit-learn gives the support as a float here.
  return {{"precision", s.precision},
          {"recall", s.recall},
          {"f1-score", s.f1_score},
          {"support", static_cast<double>(s.support)}};
}

}  // namespace

std::size_t detail::heading_width(const std::vector<std::string>& names) {
  std::size_t width = std::string_view("weighted avg").size();
  for (const std::string& name : names) width = std::max(width, character_count(printable(name)));
  return width;
}

std::string detail::scores_heading(std::size_t width) {
  return fmt::format("{:>{}}  {:>9} {:>9} {:>9} {:>9}\n\n", "", width, "precision", "recall", "f1-score",
                     "support");
}

std::string detail::scores_row(std::string_view heading, std::size_t width, const ClassScores& s,
                               int digits) {
  return fmt::format("{}  {:>9.{}f} {:>9.{}f} {:>9.{}f} {:>9}\n", pad_left(printable(heading), width),
                     s.precision, digits, s.recall, digits, s.f1_score, digits, s.support);
}

void ClassificationReport::validate() const {
  if (class_names.size() == classes.size()) return;
  fail<ValueError>(
      {"ClassificationReport",
       fmt::format("there are {} class names but scores of {} classes", class_names.size(), classes.size()),
       "", "Make it with make_classification_report()."});
}

std::string ClassificationReport::to_string(int digits) const {
  validate();
  if (digits < 0 || digits > 100) {
    fail<ValueError>({"classification_report", fmt::format("digits must be in [0, 100], received {}", digits),
                      "", "2 digits are usual, 4 help to compare two good models."});
  }
  const std::size_t width = std::max(heading_width(class_names), static_cast<std::size_t>(digits));
  std::string out = scores_heading(width);
  for (std::size_t i = 0; i < classes.size(); ++i)
    out += scores_row(class_names[i], width, classes[i], digits);
  out += fmt::format("\n{:>{}}  {:>9} {:>9} {:>9.{}f} {:>9}\n", "accuracy", width, "", "", accuracy, digits,
                     macro_avg.support);
  out += scores_row("macro avg", width, macro_avg, digits);
  out += scores_row("weighted avg", width, weighted_avg, digits);
  return out;
}

std::string ClassificationReport::to_json() const {
  validate();
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  std::set<std::string> taken = {"accuracy", "macro avg", "weighted avg"};
  for (std::size_t i = 0; i < classes.size(); ++i) {
    std::string key = class_names[i];
    while (!taken.insert(key).second) key += fmt::format(" (class {})", i);
    object[key] = to_object(classes[i]);
  }
  object["accuracy"] = accuracy;
  object["macro avg"] = to_object(macro_avg);
  object["weighted avg"] = to_object(weighted_avg);
  // Names may come from folders, whose bytes need not be UTF-8: replace rather than throw at the end of a
  // training run.
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

ClassificationReport make_classification_report(const Array& labels, const Array& predictions,
                                                const std::vector<std::string>& class_names) {
  const LabelPairs pairs = pair_labels(labels, predictions, class_names, "classification_report");
  const std::size_t classes = pairs.class_names.size();
  std::vector<std::int64_t> right(classes), actual(classes), claimed(classes);
  for (std::size_t i = 0; i < pairs.truth.size(); ++i) {
    const auto t = static_cast<std::size_t>(pairs.truth[i]);
    const auto p = static_cast<std::size_t>(pairs.predicted[i]);
    ++actual[t];
    ++claimed[p];
    if (t == p) ++right[t];
  }

  ClassificationReport report;
  report.class_names = pairs.class_names;
  std::int64_t all_right = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    all_right += right[c];
    report.classes.push_back({ratio(right[c], claimed[c]), ratio(right[c], actual[c]),
                              ratio(2 * right[c], actual[c] + claimed[c]), actual[c]});
  }
  const auto n = static_cast<std::int64_t>(pairs.truth.size());
  report.accuracy = ratio(all_right, n);
  report.macro_avg =
      averages(report.classes, n, static_cast<double>(classes), [](const ClassScores&) { return 1.0; });
  report.weighted_avg = averages(report.classes, n, static_cast<double>(n),
                                 [](const ClassScores& c) { return static_cast<double>(c.support); });
  return report;
}

std::string classification_report(const Array& labels, const Array& predictions,
                                  const std::vector<std::string>& class_names) {
  return make_classification_report(labels, predictions, class_names).to_string();
}

}  // namespace saem
