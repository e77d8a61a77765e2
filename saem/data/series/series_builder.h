#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saem/data/on_bad_sample.h"

namespace saem::detail {

/// Collects examples, series with a label each, into Samples.
class SeriesBuilder {
 public:
  SeriesBuilder(std::string place, OnBadSample rule);

  /// "file.ts, line 12" of the whole path, for messages.
  [[nodiscard]] std::string at(std::int64_t line) const;
  void skip(std::int64_t line, const std::string& problem, const std::string& advice);
  /// Channel by channel, as files have them; of one length each, at least one value.
  void add(std::int64_t line, const std::vector<std::vector<float>>& channels, std::string_view label);
  void note(std::string text) { notes_.push_back(std::move(text)); }

  [[nodiscard]] std::int64_t size() const noexcept { return static_cast<std::int64_t>(series_.size()); }
  /// Channels "1", "2", …; `target` is the name of the column of labels, empty for none. Throws FileError if
  /// there is no example.
  [[nodiscard]] ReaderResult finish(std::size_t channels, const std::string& target);

 private:
  std::string place_;
  std::string file_;  // without its folder
  SkippedSamples skipped_;
  std::vector<Array> series_;
  std::vector<std::string> labels_, places_, notes_;
};

}  // namespace saem::detail
