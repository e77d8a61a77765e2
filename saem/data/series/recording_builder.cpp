#include "saem/data/series/recording_builder.h"

#include <fmt/format.h>

#include "saem/core/error.h"

namespace saem::detail {

RecordingBuilder::RecordingBuilder(std::string name, std::vector<std::string> channels) {
  out_.name = std::move(name);
  out_.channels = std::move(channels);
}

std::size_t RecordingBuilder::recording(std::string_view name) {
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) return found->second;
  out_.all.push_back({.name = std::string(name), .group = std::string(name)});
  values_.emplace_back();
  return numbers_.emplace(std::string(name), values_.size() - 1).first->second;
}

std::int32_t RecordingBuilder::label(std::string_view name) {
  const auto found = labels_.find(name);
  if (found != labels_.end()) return found->second;
  out_.label_names.emplace_back(name);
  return labels_.emplace(std::string(name), static_cast<std::int32_t>(labels_.size())).first->second;
}

void RecordingBuilder::add(std::size_t recording, const std::vector<float>& values) {
  std::vector<float>& all = values_[recording];
  all.insert(all.end(), values.begin(), values.end());
}

Recordings RecordingBuilder::finish(std::vector<std::string> skipped) {
  if (values_.empty()) {
    fail<FileError>({out_.name, "there is no recording",
                     skipped.empty() ? ""
                                     : fmt::format("{} could not be read, the first: {}", skipped.size(),
                                                   skipped.front()),
                     "Check that the file is complete."});
  }
  const auto channels = static_cast<std::int64_t>(out_.channels.size());
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const std::vector<float> values = std::move(values_[i]);
    out_.all[i].values =
        Array::of(values, Shape{static_cast<std::int64_t>(values.size()) / channels, channels});
  }
  out_.skipped = std::move(skipped);
  return std::move(out_);
}

}  // namespace saem::detail
