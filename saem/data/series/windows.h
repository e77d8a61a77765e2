#pragma once

#include <cstdint>
#include <vector>

#include "saem/data/series/recordings.h"

namespace saem {

/// The label of a window whose steps have several.
enum class WindowLabel : std::uint8_t {
  majority,  ///< that of most steps; of equally many, the one that comes first
  pure,      ///< none: such windows are left out
  last,      ///< that of the last step
};

/// What to do with recordings that are shorter than a window.
enum class ShortRecordings : std::uint8_t {
  stop,  ///< throw FileError, naming them
  skip,  ///< leave them out, and list them
  pad,   ///< repeat their last step
};

/// What to do with steps of a recording that have the same time.
enum class RepeatedTimes : std::uint8_t {
  few,   ///< their mean, if at most one step in a hundred is such; else throw FileError
  mean,  ///< their mean
  stop,  ///< throw FileError
};

struct WindowOptions {
  std::int64_t length = 0;  ///< steps of a window; 0: each recording is one example, whole
  std::int64_t step = 0;    ///< from one window's begin to the next's; 0: `length`, windows side by side
  double interval = 0;      ///< > 0: resample to this interval first, in the unit of the time
  double largest_gap = 2;   ///< a longer gap, in median intervals, divides a recording; 0: none does
  WindowLabel label = WindowLabel::majority;
  ShortRecordings short_recordings = ShortRecordings::stop;
  RepeatedTimes repeated_times = RepeatedTimes::few;
};

/// Cuts recordings into windows: a SeriesColumn "series" of (length, channels), the target "label" if there
/// are labels, the recordings' groups, and parts if they have them.
///
/// Unsorted times are sorted, repeated ones averaged, and a recording is divided at gaps; then, with an
/// interval, resampled. What is left behind the last window of a piece is left out. Notes count all of it,
/// and the windows with several labels.
///
/// Throws ValueError for options out of range; FileError for repeated times and for short recordings by the
/// rules above, for an interval where there are no times, and if no window comes out.
[[nodiscard]] ReaderResult cut_windows(const Recordings& recordings, const WindowOptions& options);

/// A recording at even times: from its first time on, every `interval`, up to its last; linear interpolation,
/// and the label of the step before. The times have to ascend.
/// Throws ValueError for an interval that is not positive, or so short that a step becomes 1000 and more.
[[nodiscard]] Recording resample_recording(const Recording& recording, double interval);

namespace detail {

/// What was done to make times ascend.
struct OrderFacts {
  bool was_unsorted = false;
  std::int64_t repeated = 0;  ///< steps that were averaged into another
};

/// Sorts and averages. Throws FileError by the rule for repeated times.
[[nodiscard]] Recording in_order(const Recording& recording, RepeatedTimes rule, OrderFacts& facts);

/// The pieces between gaps of more than `largest_gap` median intervals.
[[nodiscard]] std::vector<Recording> divided_at_gaps(Recording recording, double largest_gap);

/// Steps [first, last).
[[nodiscard]] Recording steps_of(const Recording& recording, std::int64_t first, std::int64_t last);

}  // namespace detail
}  // namespace saem
