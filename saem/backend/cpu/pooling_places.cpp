#include "saem/backend/cpu/pooling_places.h"

#include <algorithm>
#include <array>
#include <map>

#include "saem/ops/convolution_geometry.h"

namespace saem::cpu {
namespace {

using detail::WindowAxes;
using detail::WindowAxis;

// The part of a window that lies inside the picture.
struct Taps {
  std::int64_t first, count;
};
Taps taps_inside(const WindowAxis& axis, std::int64_t window) {
  const std::int64_t first = std::max<std::int64_t>(0, axis.position(window, 0));
  const std::int64_t last = std::min(axis.input - 1, axis.position(window, axis.size - 1));
  return {first, last - first + 1};
}

using Counts = std::array<std::int64_t, 3>;

std::vector<std::int64_t> offsets_of(const WindowAxes& axes, const Counts& counts) {
  std::vector<std::int64_t> offsets;
  for (std::int64_t a = 0; a < counts[0]; ++a) {
    for (std::int64_t b = 0; b < counts[1]; ++b) {
      for (std::int64_t c = 0; c < counts[2]; ++c)
        offsets.push_back((a * axes[1].input + b) * axes[2].input + c);
    }
  }
  return offsets;
}

}  // namespace

PoolPlaces::PoolPlaces(const Attributes& attributes, const Shape& x) {
  const WindowAxes axes = detail::window_axes(attributes, x, attributes.integers("size"), false);
  const auto& [a, b, c] = axes;
  for (const WindowAxis& axis : axes) disjoint_ = disjoint_ && (axis.stride >= axis.size || axis.output == 1);
  std::map<Counts, std::size_t> known;  // few: windows that the border cuts differ from those inside
  std::vector<std::size_t> pattern;     // of each window
  std::int64_t covered = 0;
  for (std::int64_t oa = 0; oa < a.output; ++oa) {
    for (std::int64_t ob = 0; ob < b.output; ++ob) {
      std::int64_t reach = lines_.empty() ? 0 : lines_.back().reach;
      for (std::int64_t oc = 0; oc < c.output; ++oc) {
        const Taps ta = taps_inside(a, oa);
        const Taps tb = taps_inside(b, ob);
        const Taps tc = taps_inside(c, oc);
        const Counts counts{ta.count, tb.count, tc.count};
        const auto [entry, is_new] = known.try_emplace(counts, offsets_.size());
        if (is_new) offsets_.push_back(offsets_of(axes, counts));
        const std::vector<std::int64_t>& offsets = offsets_[entry->second];
        const auto count = static_cast<std::int64_t>(offsets.size());
        pattern.push_back(entry->second);
        windows_.push_back({(ta.first * b.input + tb.first) * c.input + tc.first, nullptr, count});
        reach = std::max(reach, windows_.back().first + offsets.back() + 1);
        largest_ = std::max(largest_, count);
        covered += count;
      }
      lines_.push_back({static_cast<std::int64_t>(windows_.size()), reach, reach});
    }
  }
  if (!windows_.empty()) plan_lines();
  for (std::size_t i = 0; i < windows_.size(); ++i) windows_[i].offsets = offsets_[pattern[i]].data();
  covering_ = disjoint_ && covered == a.input * b.input * c.input;
}

void PoolPlaces::plan_lines() {
  for (std::size_t l = lines_.size(); l-- > 1;) {  // the first window of a line begins before the others
    const std::int64_t first = windows_[static_cast<std::size_t>(lines_[l - 1].end)].first;
    lines_[l - 1].left = std::min({first, lines_[l].left, lines_[l - 1].reach});
  }
  std::int64_t begin = 0;
  for (const Line& line : lines_) {
    widest_ = std::max(widest_, line.reach - begin);
    begin = line.left;
  }
}

// The rows of a line of windows are several streams of memory. Short ones processors do not foresee by
// themselves; so each line fetches, in equal parts, what the next one is the first to touch. (Long ones do
// not need it, and would not fit into the first-level cache beside what is in use.)
void PoolPlaces::plan_fetches(std::int64_t channels) {
  constexpr std::int64_t longest = 4096;  // elements
  for (std::size_t l = 0; l + 1 < lines_.size(); ++l) {
    const std::int64_t first = l == 0 ? 0 : lines_[l - 1].end;
    const std::int64_t count = lines_[l].end - first;
    const std::int64_t places = lines_[l + 1].reach - lines_[l].reach;
    if (places * channels > longest) continue;
    for (std::int64_t i = 0; i < count; ++i) {
      PoolWindow& window = windows_[static_cast<std::size_t>(first + i)];
      window.fetch_first = lines_[l].reach + i * places / count;
      window.fetch_count = lines_[l].reach + (i + 1) * places / count - window.fetch_first;
    }
  }
}

}  // namespace saem::cpu
