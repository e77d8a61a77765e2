#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saem {

/// Texts, one for each example: a column of a table, or documents. They lie in one block of memory, which
/// copies and selections share. Views are valid as long as a column of that block lives.
class TextColumn {
 public:
  /// Where a text lies in the block.
  struct Place {
    std::uint64_t begin;
    std::uint32_t size;
  };

  TextColumn() = default;
  /// Copies the texts into a block of its own.
  explicit TextColumn(std::span<const std::string> texts);
  /// Texts of a block that several columns share.
  TextColumn(std::shared_ptr<const std::string> block, std::vector<Place> places);

  [[nodiscard]] std::int64_t size() const noexcept { return static_cast<std::int64_t>(places_.size()); }
  [[nodiscard]] std::string_view operator[](std::int64_t row) const noexcept {
    const Place& place = places_[static_cast<std::size_t>(row)];
    return {block_->data() + place.begin, place.size};
  }
  /// The rows with these indices. Throws ValueError for one outside.
  [[nodiscard]] TextColumn take(std::span<const std::int64_t> rows) const;
  [[nodiscard]] std::vector<std::string> to_strings() const;

  /// What stands between thousands where nothing in the column tells: with ',' "1,234" is 1234, with '.'
  /// "1.234" is. '\0' if that is not known. Selections keep it. See find_group_signs.
  [[nodiscard]] char group_sign() const noexcept { return group_sign_; }
  void set_group_sign(char sign) noexcept { group_sign_ = sign; }

 private:
  std::shared_ptr<const std::string> block_;
  std::vector<Place> places_;
  char group_sign_ = '\0';
};

}  // namespace saem
