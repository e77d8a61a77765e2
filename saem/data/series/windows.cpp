#include "saem/data/series/windows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "saem/core/error.h"

namespace saem {
namespace {

class WindowCutter {
 public:
  WindowCutter(const Recordings& recordings, const WindowOptions& options)
      : recordings_(recordings), options_(options) {}

  ReaderResult run() {
    check_options();
    for (const Recording& recording : recordings_.all) read(recording);
    fail_short();
    if (series_.empty()) {
      fail<FileError>({recordings_.name, fmt::format("no window of {} steps comes out", options_.length),
                       fmt::format("{} recordings, {} windows with several labels left out",
                                   recordings_.all.size(), several_labels_),
                       "Use shorter windows, or the label of most steps instead of pure windows."});
    }
    return finish();
  }

 private:
  void check_options() const {
    const auto expect = [](bool holds, const char* option, const char* expected, auto received) {
      if (holds) return;
      fail<ValueError>({fmt::format("WindowOptions::{}", option),
                        fmt::format("expected {}, received {}", expected, received), "",
                        "0 stands for the default."});
    };
    expect(options_.length >= 0, "length", "a number of steps, or 0", options_.length);
    expect(options_.step >= 0, "step", "a number of steps, or 0", options_.step);
    expect(options_.interval >= 0, "interval", "a positive number, or 0", options_.interval);
    expect(options_.largest_gap == 0 || options_.largest_gap >= 1, "largest_gap", "1 or more, or 0",
           options_.largest_gap);
  }

  void read(const Recording& recording) {
    detail::OrderFacts facts;
    Recording ordered = detail::in_order(recording, options_.repeated_times, facts);
    unsorted_ += facts.was_unsorted ? 1 : 0;
    repeated_ += facts.repeated;
    const std::int64_t steps = ordered.values.shape()[0];
    if (steps == 0) {
      short_.push_back(fmt::format("{}: no steps", recording.name));
      return;
    }
    std::vector<Recording> pieces = detail::divided_at_gaps(std::move(ordered), options_.largest_gap);
    gaps_ += static_cast<std::int64_t>(pieces.size()) - 1;
    if (options_.interval > 0) {
      for (Recording& piece : pieces) piece = resampled(piece);
    }
    if (options_.length == 0) {
      for (const Recording& piece : pieces) cut(piece, 0, piece.values.shape()[0]);
      return;
    }
    const bool has_long = std::ranges::any_of(pieces, [&](const Recording& p) { return is_long(p); });
    if (has_long) {
      for (const Recording& piece : pieces) cut_piece(piece);
    } else if (options_.short_recordings == ShortRecordings::pad) {
      ++padded_;
      cut(padded(
              *std::ranges::max_element(pieces, {}, [](const Recording& p) { return p.values.shape()[0]; })),
          0, options_.length);
    } else {
      short_.push_back(fmt::format("{}: {} steps{}", recording.name, steps,
                                   pieces.size() > 1 ? fmt::format(" in {} pieces", pieces.size()) : ""));
    }
  }

  [[nodiscard]] bool is_long(const Recording& piece) const {
    return piece.values.shape()[0] >= options_.length;
  }

  [[nodiscard]] Recording resampled(const Recording& piece) const {
    if (piece.times.empty()) {
      fail<FileError>({piece.name, "cannot be resampled: the recording has no times", "",
                       "Name the column with the time, or leave the interval out."});
    }
    return resample_recording(piece, options_.interval);
  }

  /// The last step again, up to the length of a window.
  [[nodiscard]] Recording padded(const Recording& piece) const {
    const std::int64_t steps = piece.values.shape()[0];
    Recording out = piece;
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < options_.length; ++i) rows.push_back(std::min(i, steps - 1));
    out.values = piece.values.take(rows);
    if (!out.labels.empty()) out.labels.resize(rows.size(), out.labels.back());
    if (!out.lines.empty()) out.lines.resize(rows.size(), out.lines.back());
    return out;
  }

  void cut_piece(const Recording& piece) {
    const std::int64_t steps = piece.values.shape()[0];
    const std::int64_t stride = options_.step == 0 ? options_.length : options_.step;
    std::int64_t used = 0;
    for (std::int64_t begin = 0; begin <= steps - options_.length; begin += stride) {
      cut(piece, begin, begin + options_.length);
      used = begin + options_.length;
      if (stride > steps) break;  // and no overflow
    }
    rest_ += steps - used;
  }

  /// A window of the steps [begin, end).
  void cut(const Recording& piece, std::int64_t begin, std::int64_t end) {
    const auto first = static_cast<std::size_t>(begin);
    const auto last = static_cast<std::size_t>(end) - 1;
    if (!piece.labels.empty()) {
      const std::span<const std::int32_t> labels = std::span(piece.labels).subspan(first, last - first + 1);
      const bool is_pure = std::ranges::all_of(labels, [&](std::int32_t l) { return l == labels.front(); });
      several_labels_ += is_pure ? 0 : 1;
      if (!is_pure && options_.label == WindowLabel::pure) return;
      const std::int32_t label = is_pure                                   ? labels.front()
                                 : options_.label == WindowLabel::majority ? majority(labels)
                                                                           : labels.back();
      labels_.push_back(recordings_.label_names[static_cast<std::size_t>(label)]);
    }
    series_.push_back(piece.values.rows(begin, end));
    groups_.push_back(piece.group);
    if (piece.part) parts_.push_back(*piece.part);
    if (piece.lines.empty()) {
      places_.push_back(fmt::format("{}, steps {} to {}", piece.name, begin + 1, end));
    } else {
      const auto [low, high] = std::ranges::minmax(std::span(piece.lines).subspan(first, last - first + 1));
      places_.push_back(fmt::format("{}, lines {} to {}", piece.name, low, high));
    }
  }

  static std::int32_t majority(std::span<const std::int32_t> labels) {
    std::map<std::int32_t, std::int64_t> counts;
    for (const std::int32_t label : labels) ++counts[label];
    std::int32_t best = labels.front();
    for (const std::int32_t label : labels) {
      if (counts[label] > counts[best]) best = label;
    }
    return best;
  }

  void fail_short() const {
    if (short_.empty() || options_.short_recordings == ShortRecordings::skip) return;
    constexpr std::size_t shown = 5;
    const std::vector<std::string> first(
        short_.begin(), short_.begin() + static_cast<std::ptrdiff_t>(std::min(shown, short_.size())));
    fail<FileError>(
        {recordings_.name,
         fmt::format("{} of {} recordings are shorter than a window of {} steps", short_.size(),
                     recordings_.all.size(), options_.length),
         fmt::format("{}{}", fmt::join(first, "; "), short_.size() > shown ? "; …" : ""),
         "Use shorter windows with --window, or leave such recordings out with --on-bad-sample skip."});
  }

  ReaderResult finish() {
    Samples samples{.name = recordings_.name,
                    .groups = std::move(groups_),
                    .group_name = recordings_.group_name,
                    .places = std::move(places_)};
    const auto count = static_cast<std::int64_t>(series_.size());
    samples.columns.push_back({"series", SeriesColumn{std::move(series_), recordings_.channels}});
    if (!labels_.empty()) {
      samples.target = recordings_.label_name;
      samples.columns.push_back({recordings_.label_name, TextColumn(labels_)});
    }
    if (parts_.size() == samples.groups.size()) samples.parts = std::move(parts_);
    samples.notes = recordings_.notes;
    const auto note = [&](std::int64_t number, std::string_view text) {
      if (number > 0) samples.notes.push_back(fmt::format(fmt::runtime(text), number));
    };
    if (options_.length > 0) {
      samples.notes.push_back(
          fmt::format("{} windows of {} steps, every {}, from {} recordings", count, options_.length,
                      options_.step == 0 ? options_.length : options_.step, recordings_.all.size()));
    }
    note(unsorted_, "{} recordings were not in the order of time, and were sorted");
    note(repeated_, "{} steps repeated a time: each became a mean with those before");
    note(gaps_, "{} gaps in the time divide recordings");
    note(padded_, "{} recordings were shorter than a window: their last step was repeated");
    note(rest_, "{} steps at the ends of recordings fill no window, and were left out");
    note(several_labels_, options_.label == WindowLabel::pure ? "{} windows with several labels were left out"
                          : options_.label == WindowLabel::majority
                              ? "{} windows have several labels: that of most steps counts"
                              : "{} windows have several labels: that of the last step counts");
    std::vector<std::string> skipped = recordings_.skipped;
    for (const std::string& text : short_) skipped.push_back(text + ": shorter than a window");
    return {std::move(samples), std::move(skipped)};
  }

  const Recordings& recordings_;
  const WindowOptions& options_;
  std::vector<Array> series_;
  std::vector<std::string> labels_, groups_, places_, short_;
  std::vector<Part> parts_;
  std::int64_t unsorted_ = 0, repeated_ = 0, gaps_ = 0, padded_ = 0, rest_ = 0, several_labels_ = 0;
};

}  // namespace

ReaderResult cut_windows(const Recordings& recordings, const WindowOptions& options) {
  return WindowCutter(recordings, options).run();
}

}  // namespace saem
