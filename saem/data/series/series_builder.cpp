#include "saem/data/series/series_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace saem::detail {

SeriesBuilder::SeriesBuilder(std::string place, OnBadSample rule)
    : place_(std::move(place)), file_(std::filesystem::path(place_).filename().string()), skipped_(rule) {}

std::string SeriesBuilder::at(std::int64_t line) const { return fmt::format("{}, line {}", place_, line); }

void SeriesBuilder::skip(std::int64_t line, const std::string& problem, const std::string& advice) {
  skipped_.add({at(line), problem, "", advice});
}

void SeriesBuilder::add(std::int64_t line, const std::vector<std::vector<float>>& channels,
                        std::string_view label) {
  const std::size_t steps = channels.front().size();
  Array values = Array::uninitialized(
      Shape{static_cast<std::int64_t>(steps), static_cast<std::int64_t>(channels.size())}, DType::f32);
  const std::span<float> target = values.mutable_data<float>();
  for (std::size_t channel = 0; channel < channels.size(); ++channel) {
    for (std::size_t step = 0; step < steps; ++step) {
      target[step * channels.size() + channel] = channels[channel][step];
    }
  }
  series_.push_back(std::move(values));
  labels_.emplace_back(label);
  places_.push_back(fmt::format("{}, line {}", file_, line));
}

ReaderResult SeriesBuilder::finish(std::size_t channels, const std::string& target) {
  if (series_.empty()) {
    fail<FileError>(
        {place_, "the file has no example",
         skipped_.list().empty() ? "" : fmt::format("{} could not be read", skipped_.list().size()),
         "Check that the file is complete."});
  }
  const auto [shortest, longest] =
      std::ranges::minmax(series_, {}, [](const Array& a) { return a.shape()[0]; });
  const std::int64_t first = shortest.shape()[0];
  const std::int64_t last = longest.shape()[0];
  note(fmt::format("{} series of {} steps and {} channel{}", size(),
                   first == last ? fmt::format("{}", first) : fmt::format("{} to {}", first, last), channels,
                   channels == 1 ? "" : "s"));
  SeriesColumn column{std::move(series_), {}};
  for (std::size_t channel = 1; channel <= channels; ++channel) {
    column.channels.push_back(std::to_string(channel));
  }
  Samples samples{.name = file_, .target = target, .places = std::move(places_), .notes = std::move(notes_)};
  samples.columns.push_back({"series", std::move(column)});
  if (!target.empty()) samples.columns.push_back({target, TextColumn(labels_)});
  return {std::move(samples), skipped_.take()};
}

}  // namespace saem::detail
