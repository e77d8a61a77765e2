#include "saem/data/tables/text_counts.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

namespace saem::detail {
namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;

/// The last step of SplitMix64: each bit of the input changes half of the output's.
std::uint64_t mixed(std::uint64_t x) noexcept {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

}  // namespace

std::uint64_t hash_of(std::string_view text) noexcept {
  std::uint64_t hash = golden ^ text.size();
  while (text.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    hash = joined_hash(hash, word);
    text.remove_prefix(8);
  }
  std::uint64_t word = 0;
  if (!text.empty()) std::memcpy(&word, text.data(), text.size());
  return joined_hash(hash, word);
}

std::uint64_t joined_hash(std::uint64_t seed, std::uint64_t next) noexcept {
  return mixed((seed ^ next) * golden + 0x632BE59BD9B4E019);
}

TextNumbers::TextNumbers(std::int64_t most) : most_(static_cast<std::size_t>(most)), slots_(64) {}

std::int64_t TextNumbers::number(std::string_view text) {
  const std::uint64_t hash = hash_of(text);
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash & mask;
  for (; slots_[i].number >= 0; i = (i + 1) & mask) {
    if (slots_[i].hash == hash && texts_[static_cast<std::size_t>(slots_[i].number)] == text)
      return slots_[i].number;
  }
  if (texts_.size() == most_) return -1;
  slots_[i] = {hash, size()};
  texts_.push_back(text);
  if (2 * texts_.size() > slots_.size()) grow();
  return size() - 1;
}

void TextNumbers::grow() {
  std::vector<Slot> larger(2 * slots_.size());
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.number < 0) continue;
    std::size_t i = slot.hash & mask;
    while (larger[i].number >= 0) i = (i + 1) & mask;
    larger[i] = slot;
  }
  slots_ = std::move(larger);
}

std::vector<double> ranks_of(const std::vector<double>& numbers) {
  std::vector<std::size_t> order(numbers.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) { return numbers[i]; });
  std::vector<double> ranks(numbers.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && numbers[order[end]] == numbers[order[begin]]) ++end;
    const double rank = 0.5 * static_cast<double>(begin + 1 + end);
    for (; begin < end; ++begin) ranks[order[begin]] = rank;
  }
  return ranks;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  if (x.empty()) return 0;
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

}  // namespace saem::detail
