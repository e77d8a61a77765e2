#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "saem/core/error.h"
#include "saem/data/samples.h"

namespace saem {

/// What a reader does with an example that it cannot read: throw, or leave it out and list it.
enum class OnBadSample : std::uint8_t { stop, skip };

/// What a reader found.
struct ReaderResult {
  Samples samples;
  std::vector<std::string> skipped = {};  ///< "file, line 12: problem" of each example that was left out
};

/// Collects the examples that a reader leaves out, by that rule.
class SkippedSamples {
 public:
  explicit SkippedSamples(OnBadSample rule) : rule_(rule) {}

  /// An example that cannot be read. Throws FileError with this message, or keeps it: "file, line 12:
  /// problem".
  void add(const Message& message) {
    if (rule_ == OnBadSample::stop) fail<FileError>(message);
    list_.push_back(message.place + ": " + message.problem +
                    (message.context.empty() ? "" : " (" + message.context + ")"));
  }
  /// The same for an error that another reader threw.
  void add(const FileError& error) {
    if (rule_ == OnBadSample::stop) throw FileError(error);
    const std::string text = error.what();
    list_.push_back(text.substr(0, text.find('\n')));
  }

  [[nodiscard]] const std::vector<std::string>& list() const noexcept { return list_; }
  [[nodiscard]] std::vector<std::string> take() { return std::exchange(list_, {}); }

 private:
  OnBadSample rule_;
  std::vector<std::string> list_;
};

}  // namespace saem
