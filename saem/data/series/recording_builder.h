#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "saem/data/series/recordings.h"

namespace saem::detail {

/// Collects recordings row by row.
class RecordingBuilder {
 public:
  RecordingBuilder(std::string name, std::vector<std::string> channels);

  /// The number of a recording; new names get the next. What is said of a new one can be changed.
  [[nodiscard]] std::size_t recording(std::string_view name);
  [[nodiscard]] Recording& operator[](std::size_t recording) { return out_.all[recording]; }
  [[nodiscard]] std::int32_t label(std::string_view name);
  /// A step: its channels, and what else there is (times, labels, lines are added by the caller).
  void add(std::size_t recording, const std::vector<float>& values);
  void note(std::string text) { out_.notes.push_back(std::move(text)); }

  /// Throws FileError if there is no step at all.
  [[nodiscard]] Recordings finish(std::vector<std::string> skipped);

 private:
  Recordings out_;
  std::vector<std::vector<float>> values_;  // of each recording
  std::map<std::string, std::size_t, std::less<>> numbers_;
  std::map<std::string, std::int32_t, std::less<>> labels_;
};

}  // namespace saem::detail
