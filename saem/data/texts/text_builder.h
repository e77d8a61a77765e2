#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "saem/data/texts/text_options.h"

namespace saem::detail {

/// Collects texts, with a label each, into Samples.
class TextBuilder {
 public:
  TextBuilder(std::string name, OnBadSample rule) : name_(std::move(name)), skipped_(rule) {}

  /// The text without blanks and line ends around it. One that is empty then is a bad example.
  /// @param full_place  for messages: with the folder.
  void add(std::string_view text, std::string_view label, std::string place, const std::string& full_place);
  void skip(const Message& message) { skipped_.add(message); }
  void skip(const FileError& error) { skipped_.add(error); }
  void add_skipped(const std::vector<std::string>& lines);
  /// A note; one that comes again is counted.
  void note(const std::string& text);

  [[nodiscard]] std::int64_t size() const noexcept { return static_cast<std::int64_t>(texts_.size()); }
  /// A TextColumn "text" and the target, a TextColumn "label". Throws FileError if there is no text.
  [[nodiscard]] ReaderResult finish();

 private:
  std::string name_;
  SkippedSamples skipped_;
  std::vector<std::string> texts_, labels_, places_, notes_, all_skipped_;
  std::map<std::string, std::int64_t> note_counts_;
};

}  // namespace saem::detail
