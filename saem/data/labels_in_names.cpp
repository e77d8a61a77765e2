#include "saem/data/labels_in_names.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace saem {
namespace {

/// Empty if there is none.
std::string label_of(const std::filesystem::path& file) {
  constexpr std::string_view digits = "0123456789", signs = " ._-()[]#";
  const std::string stem = file.stem().string();
  const std::size_t closed = stem.find_last_not_of(signs);  // behind it, perhaps, the ')' of "(3)"
  if (closed == std::string::npos || digits.find(stem[closed]) == std::string_view::npos) return "";
  const std::size_t number = stem.find_last_not_of(digits, closed);
  if (number == std::string::npos) return "";
  const std::size_t end = stem.find_last_not_of(signs, number);
  return end == std::string::npos ? "" : stem.substr(0, end + 1);
}

}  // namespace

std::vector<std::string> labels_in_names(std::span<const std::filesystem::path> files) {
  std::vector<std::string> labels;
  std::map<std::string, int> counts;
  for (const std::filesystem::path& file : files) {
    labels.push_back(label_of(file));
    if (labels.back().empty()) return {};
    ++counts[labels.back()];
  }
  const bool all_recur = std::ranges::all_of(counts, [](const auto& label) { return label.second > 1; });
  return counts.size() > 1 && all_recur ? labels : std::vector<std::string>();
}

}  // namespace saem
