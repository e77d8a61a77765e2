#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "saem/core/error.h"
#include "saem/data/series/windows.h"

namespace saem {
namespace detail {
namespace {

constexpr double few_repeats = 0.01;
constexpr double most_steps_per_step = 1000;

std::int64_t step_count(const Recording& recording) { return recording.values.shape()[0]; }

/// The steps with these indices, in their order.
Recording chosen(const Recording& recording, std::span<const std::int64_t> indices) {
  Recording out{.name = recording.name, .group = recording.group, .part = recording.part};
  out.values = recording.values.take(indices);
  for (const std::int64_t index : indices) {
    const auto i = static_cast<std::size_t>(index);
    if (!recording.times.empty()) out.times.push_back(recording.times[i]);
    if (!recording.labels.empty()) out.labels.push_back(recording.labels[i]);
    if (!recording.lines.empty()) out.lines.push_back(recording.lines[i]);
  }
  return out;
}

void check_repeats(const Recording& recording, std::int64_t repeated, std::int64_t first,
                   RepeatedTimes rule) {
  const auto steps = static_cast<double>(step_count(recording));
  const bool is_allowed =
      rule == RepeatedTimes::mean ||
      (rule == RepeatedTimes::few && static_cast<double>(repeated) <= few_repeats * steps);
  if (repeated == 0 || is_allowed) return;
  const auto line = [&] {
    return recording.lines.empty()
               ? ""
               : fmt::format(" (line {})", recording.lines[static_cast<std::size_t>(first)]);
  };
  fail<FileError>(
      {recording.name,
       fmt::format("{} of {} steps repeat a time that is there already", repeated, step_count(recording)),
       fmt::format("the first is {}{}", recording.times[static_cast<std::size_t>(first)], line()),
       "If the file has several recordings, name the column that says which row is whose with --subject. "
       "With "
       "--time-column none rows count in the order of the file; with --on-bad-sample skip steps of the same "
       "time become their mean."});
}

/// The mean of the steps [begin, end) into `row`; the values that are there, if some are missing.
void average(std::span<const float> values, std::size_t begin, std::size_t end, std::span<float> row) {
  for (std::size_t channel = 0; channel < row.size(); ++channel) {
    double sum = 0;
    std::int64_t count = 0;
    for (std::size_t step = begin; step < end; ++step) {
      const float value = values[step * row.size() + channel];
      if (std::isnan(value)) continue;
      sum += static_cast<double>(value);
      ++count;
    }
    row[channel] = count == 0 ? std::nanf("") : static_cast<float>(sum / static_cast<double>(count));
  }
}

}  // namespace

Recording steps_of(const Recording& recording, std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(last - first));
  std::iota(indices.begin(), indices.end(), first);
  return chosen(recording, indices);
}

Recording in_order(const Recording& recording, RepeatedTimes rule, OrderFacts& facts) {
  facts = {};
  if (recording.times.empty()) return recording;
  std::vector<std::int64_t> order(recording.times.size());
  std::iota(order.begin(), order.end(), 0);
  const auto time = [&](std::int64_t i) { return recording.times[static_cast<std::size_t>(i)]; };
  facts.was_unsorted = !std::ranges::is_sorted(recording.times);
  if (facts.was_unsorted) std::ranges::stable_sort(order, {}, time);

  std::vector<std::int64_t> begins;  // in `order`, of each new time
  std::int64_t first_repeated = -1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || time(order[i]) != time(order[i - 1])) {
      begins.push_back(static_cast<std::int64_t>(i));
    } else {
      if (first_repeated == -1) first_repeated = order[i];
      ++facts.repeated;
    }
  }
  check_repeats(recording, facts.repeated, first_repeated, rule);
  if (!facts.was_unsorted && facts.repeated == 0) return recording;

  const Recording sorted = chosen(recording, order);
  if (facts.repeated == 0) return sorted;
  Recording out = chosen(sorted, begins);
  const auto channels = static_cast<std::size_t>(sorted.values.shape()[1]);
  const std::span<const float> from = sorted.values.data<float>();
  const std::span<float> to = out.values.mutable_data<float>();
  begins.push_back(static_cast<std::int64_t>(order.size()));
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    average(from, static_cast<std::size_t>(begins[i]), static_cast<std::size_t>(begins[i + 1]),
            to.subspan(i * channels, channels));
  }
  return out;
}

std::vector<Recording> divided_at_gaps(Recording recording, double largest_gap) {
  std::vector<double> intervals;
  for (std::size_t i = 1; i < recording.times.size(); ++i) {
    intervals.push_back(recording.times[i] - recording.times[i - 1]);
  }
  if (intervals.empty() || largest_gap == 0) return {std::move(recording)};
  std::vector<double> sorted = intervals;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double limit = *middle * largest_gap * (1 + 1e-9);  // times like 0.1 are not exact
  if (std::ranges::none_of(intervals, [&](double x) { return x > limit; })) return {std::move(recording)};
  std::vector<Recording> pieces;
  std::int64_t first = 0;
  for (std::size_t i = 0; i <= intervals.size(); ++i) {
    if (i < intervals.size() && intervals[i] <= limit) continue;
    const auto end = static_cast<std::int64_t>(i) + 1;
    pieces.push_back(steps_of(recording, first, end));
    first = end;
  }
  return pieces;
}

}  // namespace detail

Recording resample_recording(const Recording& recording, double interval) {
  const auto steps = static_cast<std::size_t>(detail::step_count(recording));
  const double duration =
      steps == 0 || recording.times.empty() ? 0 : recording.times.back() - recording.times.front();
  const double wanted = duration / interval;
  if (!(interval > 0) || !(wanted < detail::most_steps_per_step * static_cast<double>(steps))) {
    fail<ValueError>(
        {recording.name, fmt::format("cannot be resampled to an interval of {}", interval),
         fmt::format("{} steps in {}, in the unit of the time", steps, duration),
         "Give a positive interval in the unit of the time column, about as long as its steps."});
  }
  if (recording.times.empty()) return recording;
  const auto count = static_cast<std::int64_t>(std::floor(wanted * (1 + 1e-12))) + 1;
  const auto channels = static_cast<std::size_t>(recording.values.shape()[1]);
  Recording out{.name = recording.name, .group = recording.group, .part = recording.part};
  out.values = Array::uninitialized(Shape{count, recording.values.shape()[1]}, DType::f32);
  const std::span<const float> from = recording.values.data<float>();
  const std::span<float> to = out.values.mutable_data<float>();
  std::size_t before = 0;  // the step at or before the time
  for (std::int64_t i = 0; i < count; ++i) {
    const double time =
        std::min(recording.times.front() + static_cast<double>(i) * interval, recording.times.back());
    while (before + 1 < steps && recording.times[before + 1] <= time) ++before;
    const std::size_t after = std::min(before + 1, steps - 1);
    const double span = recording.times[after] - recording.times[before];
    const double part = span > 0 ? (time - recording.times[before]) / span : 0;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      const auto a = static_cast<double>(from[before * channels + channel]);
      const auto b = static_cast<double>(from[after * channels + channel]);
      to[static_cast<std::size_t>(i) * channels + channel] =
          static_cast<float>(part == 0 ? a : a + (b - a) * part);
    }
    out.times.push_back(time);
    if (!recording.labels.empty()) out.labels.push_back(recording.labels[before]);
    if (!recording.lines.empty()) out.lines.push_back(recording.lines[before]);
  }
  return out;
}

}  // namespace saem
