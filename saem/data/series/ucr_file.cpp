#include "saem/data/series/ucr_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "saem/data/line_reader.h"
#include "saem/data/series/series_builder.h"

namespace saem {
namespace {

using detail::in_quotes;
using detail::trimmed;

/// "1.0000000e+00" as "1"; other labels as they are.
std::string plain_label(std::string_view label) {
  double value = 0;
  const auto [end, error] = std::from_chars(label.data(), label.data() + label.size(), value);
  const bool is_number = error == std::errc() && end == label.data() + label.size();
  if (!is_number || label.find_first_of(".eE") == std::string_view::npos) return std::string(label);
  return std::abs(value) < 1e9 && value == std::trunc(value) ? fmt::format("{}", static_cast<long>(value))
                                                             : std::string(label);
}

class UcrParser {
 public:
  UcrParser(std::string_view text, const std::string& place, const SeriesOptions& options)
      : lines_(text), builder_(place, options.on_bad_sample) {}

  ReaderResult run() {
    std::string_view line;
    while (lines_.next(line)) {
      if (trimmed(line).empty()) continue;
      if (separator_ == 0) choose_separator(line);
      read_example(line);
    }
    if (renamed_ > 0) builder_.note("labels like 1.0000000e+00 were read as whole numbers");
    if (cut_ > 0) builder_.note(fmt::format("{} series end with missing values, which were cut off", cut_));
    if (missing_ > 0) builder_.note(fmt::format("{} values are missing", missing_));
    return builder_.finish(1, "label");
  }

 private:
  void choose_separator(std::string_view line) {
    separator_ = line.find('\t') != std::string_view::npos  ? '\t'
                 : line.find(',') != std::string_view::npos ? ','
                                                            : ' ';
    builder_.note(fmt::format("label first, values separated by {}", separator_ == '\t'  ? "tabs"
                                                                     : separator_ == ',' ? "commas"
                                                                                         : "blanks"));
  }

  /// The fields of a line; blanks count once, however many there are.
  void split(std::string_view line) {
    fields_.clear();
    if (separator_ != ' ') {
      for (bool more = true; more;) {
        more = line.find(separator_) != std::string_view::npos;
        fields_.push_back(trimmed(detail::take_field(line, separator_)));
      }
      return;
    }
    while (!(line = trimmed(line)).empty()) {
      const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
      fields_.push_back(line.substr(0, end));
      line.remove_prefix(end);
    }
  }

  void read_example(std::string_view line) {
    split(line);
    const std::string problem = read_values();
    if (!problem.empty()) {
      return builder_.skip(lines_.number(), problem,
                           "Correct the line, or leave bad examples out with --on-bad-sample skip.");
    }
    const std::string label = plain_label(fields_.front());
    renamed_ += label != fields_.front() ? 1 : 0;
    count_missing();
    builder_.add(lines_.number(), values_, label);
  }

  /// Fills `values_`; says what is wrong, or nothing.
  std::string read_values() {
    if (fields_.size() < 2) {
      return fmt::format("expected a label and values, received one field, {}", in_quotes(fields_.front()));
    }
    if (fields_.front().empty()) return "the label, the first field of the line, is missing";
    if (expected_ == 0) expected_ = fields_.size();
    if (fields_.size() != expected_) {
      return fmt::format("expected {} fields, as in the first example, received {}", expected_,
                         fields_.size());
    }
    std::vector<float>& values = values_.front();
    values.clear();
    for (std::size_t field = 1; field < fields_.size(); ++field) {
      const std::optional<float> value = detail::parse_value(fields_[field]);
      if (!value) {
        return fmt::format("expected a finite number in field {}, received {}", field + 1,
                           in_quotes(fields_[field]));
      }
      values.push_back(*value);
    }
    const auto last = std::ranges::find_if_not(values.rbegin(), values.rend(),
                                               [](float value) { return std::isnan(value); });
    if (last == values.rend()) return "all values are missing";
    newly_cut_ = last != values.rbegin();
    values.erase(last.base(), values.end());
    return "";
  }

  void count_missing() {
    cut_ += newly_cut_ ? 1 : 0;
    missing_ += std::ranges::count_if(values_.front(), [](float value) { return std::isnan(value); });
  }

  detail::TextLines lines_;
  detail::SeriesBuilder builder_;
  char separator_ = 0;        // 0: not known yet
  std::size_t expected_ = 0;  // fields of a line; 0: not known yet
  std::vector<std::string_view> fields_;
  std::vector<std::vector<float>> values_ = std::vector<std::vector<float>>(1);
  bool newly_cut_ = false;
  std::int64_t renamed_ = 0, cut_ = 0, missing_ = 0;
};

}  // namespace

ReaderResult parse_ucr(std::string_view text, const std::string& place, const SeriesOptions& options) {
  detail::require_text(text, place);
  return UcrParser(text, place, options).run();
}

}  // namespace saem
