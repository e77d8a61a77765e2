#include "saem/data/series/ts_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

#include "saem/core/lower_case.h"
#include "saem/data/line_reader.h"
#include "saem/data/series/series_builder.h"

namespace saem {
namespace {

using detail::in_quotes;
using detail::take_field;
using detail::trimmed;

constexpr std::size_t max_channels = 1'000'000;

struct TsHeader {
  std::string problem_name;
  std::size_t channels = 0;          ///< 0: as the first example has
  std::optional<std::size_t> steps;  ///< of every example
  bool is_equal_length = false;
  bool has_missing = true;
  std::optional<bool> has_classes, has_target;  ///< nothing: not said
  std::vector<std::string> classes;
};

class TsParser {
 public:
  TsParser(std::string_view text, const std::string& place, const SeriesOptions& options)
      : lines_(text), builder_(place, options.on_bad_sample), place_(place) {}

  ReaderResult run() {
    read_header();
    std::string_view line;
    while (lines_.next(line)) {
      if (!is_comment(line)) read_example(line);
    }
    if (missing_ > 0) {
      builder_.note(fmt::format("{} values are missing{}", missing_,
                                header_.has_missing ? "" : ", though the header says @missing false"));
    }
    return builder_.finish(header_.channels, target_name());
  }

 private:
  static bool is_comment(std::string_view line) {
    line = trimmed(line);
    return line.empty() || line.starts_with('#');
  }

  [[noreturn]] void damaged(const std::string& problem, const std::string& advice) const {
    fail<FileError>({builder_.at(lines_.number()), problem, "", advice});
  }

  [[nodiscard]] std::string target_name() const {
    if (header_.has_classes.value_or(false)) return "label";
    return header_.has_target.value_or(false) ? "target" : "";
  }

  void read_header() {
    std::string_view line;
    while (lines_.next(line)) {
      if (is_comment(line)) continue;
      line = trimmed(line);
      if (line.front() != '@') {
        damaged(fmt::format("expected a line of the header, as \"@classLabel true A B\", received {}",
                            in_quotes(line)),
                "A .ts file has a header, which \"@data\" ends. Values with the label first, without a "
                "header, are read from a .tsv or .txt file.");
      }
      const std::size_t end = line.find_first_of(" \t");
      const std::string tag =
          detail::lower_case(line.substr(1, end == std::string_view::npos ? end : end - 1));
      if (tag == "data") return finish_header();
      read_tag(tag, end == std::string_view::npos ? std::string_view() : trimmed(line.substr(end)));
    }
    fail<FileError>({place_, "the header does not end: there is no line \"@data\"", "",
                     "Check that this is a whole .ts file; download it again."});
  }

  void read_tag(const std::string& tag, std::string_view value) {
    if (tag == "problemname") {
      header_.problem_name = value;
    } else if (tag == "timestamps") {
      if (yes_or_no(tag, value)) refuse_time_stamps();
    } else if (tag == "missing") {
      header_.has_missing = yes_or_no(tag, value);
    } else if (tag == "univariate") {
      if (yes_or_no(tag, value)) header_.channels = 1;
    } else if (tag == "dimensions" || tag == "dimension") {
      header_.channels = number(tag, value);
    } else if (tag == "equallength") {
      header_.is_equal_length = yes_or_no(tag, value);
    } else if (tag == "serieslength") {
      header_.steps = number(tag, value);
    } else if (tag == "classlabel") {
      const std::string_view known = take_word(value);
      header_.has_classes = yes_or_no(tag, known);
      while (!value.empty()) header_.classes.emplace_back(take_word(value));
    } else if (tag == "targetlabel") {
      header_.has_target = yes_or_no(tag, value);
    } else {
      builder_.note(fmt::format("line {}: @{} is not known, and was passed over", lines_.number(), tag));
    }
  }

  static std::string_view take_word(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view word = text.substr(0, end);
    text = trimmed(text.substr(end));
    return word;
  }

  [[nodiscard]] bool yes_or_no(const std::string& tag, std::string_view value) const {
    if (value == "true" || value == "True" || value == "TRUE") return true;
    if (value == "false" || value == "False" || value == "FALSE") return false;
    damaged(fmt::format("@{} expects true or false, received {}", tag, in_quotes(value)),
            "Correct the header.");
  }

  [[nodiscard]] std::size_t number(const std::string& tag, std::string_view value) const {
    std::size_t result = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (error != std::errc() || end != value.data() + value.size() || result == 0 || result > max_channels) {
      damaged(
          fmt::format("@{} expects a number from 1 to {}, received {}", tag, max_channels, in_quotes(value)),
          "Correct the header.");
    }
    return result;
  }

  [[noreturn]] void refuse_time_stamps() const {
    fail<UnsupportedError>({builder_.at(lines_.number()),
                            "values with time stamps, \"(time, value)\", are not read (@timeStamps true)", "",
                            "Write the recordings as a CSV table with a column for the time, which saem cuts "
                            "into windows and resamples; or as a .ts file of evenly spaced values."});
  }

  void finish_header() {
    if (!header_.has_classes && !header_.has_target) {
      damaged("the header says neither @classLabel nor @targetLabel",
              "Add \"@classLabel true\" with the names of the classes, or \"@classLabel false\" if there are "
              "no labels.");
    }
    if (!header_.is_equal_length) header_.steps.reset();
  }

  void read_example(std::string_view line) {
    const bool has_label = !target_name().empty();
    std::vector<std::string_view> fields;
    for (std::string_view rest = line;;) {
      const bool is_last = rest.find(':') == std::string_view::npos;
      fields.push_back(take_field(rest, ':'));
      if (is_last) break;
    }
    std::string_view label;
    if (has_label) {
      label = trimmed(fields.back());
      fields.pop_back();
    }
    const std::string problem = read_channels(fields);
    if (!problem.empty()) return bad(problem);
    if (const std::string wrong = check_label(label); !wrong.empty()) return bad(wrong);
    if (header_.channels == 0) header_.channels = fields.size();
    if (header_.is_equal_length && !header_.steps) header_.steps = channels_.front().size();
    missing_ += newly_missing_;
    builder_.add(lines_.number(), channels_, label);
  }

  void bad(const std::string& problem) {
    builder_.skip(lines_.number(), problem,
                  "Correct the line, or leave bad examples out with --on-bad-sample skip.");
  }

  /// Fills `channels_`; says what is wrong, or nothing.
  std::string read_channels(const std::vector<std::string_view>& fields) {
    if (fields.empty() || (header_.channels != 0 && fields.size() != header_.channels)) {
      const std::size_t expected = std::max<std::size_t>(header_.channels, 1);
      return fmt::format("expected {} channel{}{}, separated by ':', received {}", expected,
                         expected == 1 ? "" : "s", target_name().empty() ? "" : " and a label",
                         fields.size());
    }
    channels_.resize(fields.size());
    newly_missing_ = 0;
    for (std::size_t channel = 0; channel < fields.size(); ++channel) {
      std::vector<float>& values = channels_[channel];
      values.clear();
      std::string_view rest = fields[channel];
      if (trimmed(rest).empty()) return fmt::format("channel {} has no values", channel + 1);
      for (bool more = true; more;) {
        more = rest.find(',') != std::string_view::npos;
        const std::string_view field = take_field(rest, ',');
        const std::optional<float> value = detail::parse_value(field);
        if (!value || trimmed(field).empty()) {
          return fmt::format("expected a finite number or '?' as value {} of channel {}, received {}",
                             values.size() + 1, channel + 1, in_quotes(field));
        }
        newly_missing_ += std::isnan(*value) ? 1 : 0;
        values.push_back(*value);
      }
      if (values.size() != channels_.front().size()) {
        return fmt::format("channel {} has {} values, but channel 1 has {}", channel + 1, values.size(),
                           channels_.front().size());
      }
    }
    if (header_.steps && *header_.steps != channels_.front().size()) {
      return fmt::format("expected {} steps, as in all series (@equalLength true), received {}",
                         *header_.steps, channels_.front().size());
    }
    return "";
  }

  [[nodiscard]] std::string check_label(std::string_view label) const {
    if (target_name().empty()) return "";
    if (label.empty()) return "the label behind the last ':' is missing";
    if (header_.classes.empty() || std::ranges::count(header_.classes, label) > 0) return "";
    const std::string_view near = nearest_name(label, header_.classes);
    return fmt::format("the label {} is not among the {} of @classLabel{}", in_quotes(label),
                       header_.classes.size(), near.empty() ? "" : fmt::format("; did you mean '{}'?", near));
  }

  detail::TextLines lines_;
  detail::SeriesBuilder builder_;
  std::string place_;
  TsHeader header_;
  std::vector<std::vector<float>> channels_;  // of the example that is read
  std::int64_t newly_missing_ = 0;
  std::int64_t missing_ = 0;
};

}  // namespace

ReaderResult parse_ts(std::string_view text, const std::string& place, const SeriesOptions& options) {
  detail::require_text(text, place);
  return TsParser(text, place, options).run();
}

}  // namespace saem
