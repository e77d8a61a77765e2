#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "saem/core/error.h"
#include "saem/data/samples.h"

namespace saem::detail {

/// Texts of a column. Throws ValueError if it has something else.
[[nodiscard]] const TextColumn& texts_of(const Samples& samples, const Samples::Column& column);
/// "housing.csv, line 12: 'rooms'": for messages.
[[nodiscard]] std::string place_of(const Samples& samples, std::int64_t example, std::string_view column);

/// The message for a cell that is no number, or whatever its column is.
[[nodiscard]] Message unexpected_cell(const Samples& samples, std::int64_t example, std::string_view column,
                                      std::string_view expected, std::string_view text);
/// The examples that are learned from, as far as the data say: all, if they do not come divided.
[[nodiscard]] std::vector<std::int64_t> learned_rows(const Samples& samples);

/// Names in the order in which they get numbers.
class Vocabulary {
 public:
  /// Ids begin at `first`.
  explicit Vocabulary(std::int64_t first) : first_(first) {}
  void set(std::vector<std::string> words);
  /// -1 for a word that it does not have.
  [[nodiscard]] std::int64_t find(std::string_view word) const;
  [[nodiscard]] const std::vector<std::string>& words() const noexcept { return words_; }
  /// One more than the largest id.
  [[nodiscard]] std::int64_t end() const noexcept {
    return first_ + static_cast<std::int64_t>(words_.size());
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  std::int64_t first_;
  std::vector<std::string> words_;
  std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> ids_;
};

}  // namespace saem::detail
