#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "saem/core/error.h"
#include "saem/data/line_reader.h"
#include "saem/data/series/recording_builder.h"
#include "saem/data/tables/text_file.h"

namespace saem {
namespace {

constexpr std::size_t wisdm_fields = 6;

class WisdmParser {
 public:
  WisdmParser(std::string_view text, const std::string& place, OnBadSample rule)
      : lines_(text),
        place_(place),
        builder_(std::filesystem::path(place).filename().string(), {"x", "y", "z"}),
        skipped_(rule) {}

  Recordings run() {
    std::string_view line;
    while (lines_.next(line)) read_line(line);
    const auto note = [&](std::int64_t count, std::string_view text) {
      if (count > 0) builder_.note(fmt::format("{} {}", count, text));
    };
    builder_.note("WISDM: user, activity, time in nanoseconds, x, y, z; a recording for each user");
    note(several_, "lines have several records");
    note(unended_, "records do not end with ';'");
    note(commas_, "records have a ',' before the ';'");
    Recordings recordings = builder_.finish(skipped_.take());
    recordings.group_name = "user";
    return recordings;
  }

 private:
  void read_line(std::string_view line) {
    int records = 0;
    while (!line.empty()) {
      const bool is_ended = line.find(';') != std::string_view::npos;
      const std::string_view record = detail::trimmed(detail::take_field(line, ';'));
      if (record.empty()) continue;
      ++records;
      if (read_record(record)) unended_ += is_ended ? 0 : 1;
    }
    several_ += records > 1 ? 1 : 0;
  }

  bool bad(std::string_view record, const std::string& problem) {
    skipped_.add({fmt::format("{}, line {}", place_, lines_.number()), problem,
                  fmt::format("record {}", detail::in_quotes(record)),
                  "Correct the record, or leave bad records out with --on-bad-sample skip."});
    return false;
  }

  bool read_record(std::string_view record) {
    std::vector<std::string_view> fields;
    std::string_view rest = record;
    for (bool more = true; more;) {
      more = rest.find(',') != std::string_view::npos;
      fields.push_back(detail::trimmed(detail::take_field(rest, ',')));
    }
    const bool has_comma = fields.size() == wisdm_fields + 1 && fields.back().empty();
    if (has_comma) fields.pop_back();
    if (fields.size() != wisdm_fields) {
      return bad(record, fmt::format("expected {} fields (user, activity, time, x, y, z), received {}",
                                     wisdm_fields, fields.size()));
    }
    constexpr std::array names = {"user", "activity", "time", "x", "y", "z"};
    for (std::size_t i = 0; i < wisdm_fields; ++i) {
      if (fields[i].empty()) return bad(record, fmt::format("the field {} is empty", names[i]));
    }
    double time = 0;
    const auto [end, error] = std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), time);
    if (error != std::errc() || end != fields[2].data() + fields[2].size() || !std::isfinite(time)) {
      return bad(record, fmt::format("expected a number as time, received {}", detail::in_quotes(fields[2])));
    }
    if (time == 0) return bad(record, "the time is 0: it was not recorded");
    std::vector<float> values;
    for (std::size_t i = 3; i < wisdm_fields; ++i) {
      const std::optional<float> value = detail::parse_value(fields[i]);
      if (!value || std::isnan(*value)) {
        return bad(record, fmt::format("expected a finite number as {}, received {}", names[i],
                                       detail::in_quotes(fields[i])));
      }
      values.push_back(*value);
    }
    const std::size_t number = builder_.recording(fmt::format("user {}", fields[0]));
    Recording& recording = builder_[number];
    recording.times.push_back(time);
    recording.labels.push_back(builder_.label(fields[1]));
    recording.lines.push_back(lines_.number());
    builder_.add(number, values);
    commas_ += has_comma ? 1 : 0;
    return true;
  }

  detail::TextLines lines_;
  std::string place_;
  detail::RecordingBuilder builder_;
  SkippedSamples skipped_;
  std::int64_t several_ = 0, unended_ = 0, commas_ = 0;
};

}  // namespace

Recordings parse_wisdm(std::string_view text, const std::string& place, OnBadSample on_bad_sample) {
  detail::require_text(text, place);
  return WisdmParser(text, place, on_bad_sample).run();
}

Recordings read_wisdm(const std::filesystem::path& path, OnBadSample on_bad_sample) {
  const TextFile file = read_text_file(path);
  return parse_wisdm(file.text, file.place, on_bad_sample);
}

}  // namespace saem
