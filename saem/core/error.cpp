#include "saem/core/error.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace saem {
namespace {

std::vector<std::string>& layers_of_this_thread() {
  thread_local std::vector<std::string> layers;
  return layers;
}

bool ends_sentence(std::string_view text) {
  return !text.empty() && (text.back() == '.' || text.back() == '!' || text.back() == '?');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Damerau and Levenshtein's distance in its restricted form (optimal string alignment), letter case ignored.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);  // row i - 2 of the table
  std::vector<std::size_t> above(b.size() + 1);   // row i - 1
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      const bool swapped =
          i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string format_message(const Message& message) {
  std::string text = layer_path();
  if (!text.empty()) text += ": ";
  if (!message.place.empty()) text += message.place + ": ";
  text += message.problem;
  if (!message.context.empty()) {
    text += "\n(" + message.context + ").";
  } else if (!ends_sentence(message.problem)) {
    text += '.';
  }
  if (!message.advice.empty()) text += "\n" + message.advice;
  return text;
}

LayerScope::LayerScope(std::string name) {
  const std::string outer = layer_path();
  layers_of_this_thread().push_back(outer.empty() ? std::move(name) : outer + " / " + name);
}

LayerScope::LayerScope(std::string path, Replace) { layers_of_this_thread().push_back(std::move(path)); }

LayerScope::~LayerScope() { layers_of_this_thread().pop_back(); }

std::string layer_path() {
  const auto& paths = layers_of_this_thread();
  return paths.empty() ? std::string() : paths.back();
}

std::string_view nearest_name(std::string_view text, std::span<const std::string> candidates) {
  if (text.empty()) return {};
  const std::size_t limit = std::max<std::size_t>(1, text.size() / 3);
  std::string_view nearest;
  std::size_t nearest_distance = limit + 1;
  for (const std::string& candidate : candidates) {
    // The distance is at least the difference in length: text of any length is cheap to refuse.
    const std::size_t difference =
        std::max(text.size(), candidate.size()) - std::min(text.size(), candidate.size());
    if (difference >= nearest_distance) continue;
    const std::size_t distance = edit_distance(text, candidate);
    if (distance < std::min(nearest_distance, text.size())) {  // "a" is not nearly "b"
      nearest = candidate;
      nearest_distance = distance;
    }
  }
  return nearest;
}

}  // namespace saem
