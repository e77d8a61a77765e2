#include "saem/cli/hyperband.h"

#include <algorithm>

namespace saem::cli {
namespace {

const SearchResult* result_of(const std::vector<SearchResult>& results, const SearchStep& step) {
  const auto found = std::ranges::find(results, step, &SearchResult::step);
  return found == results.end() ? nullptr : &*found;
}

/// The configurations of a rung that go on; empty while one of them is not done.
std::vector<std::int64_t> survivors(const std::vector<SearchStep>& rung,
                                    const std::vector<SearchResult>& results, std::int64_t count) {
  std::vector<std::pair<double, std::int64_t>> order;
  for (const SearchStep& step : rung) {
    const SearchResult* result = result_of(results, step);
    if (result == nullptr) return {};
    if (result->loss) order.emplace_back(*result->loss, step.configuration);
  }
  std::ranges::sort(order);  // of equal ones the first
  std::vector<std::int64_t> best;
  for (const auto& [loss, configuration] : order) {
    if (static_cast<std::int64_t>(best.size()) < count) best.push_back(configuration);
  }
  std::ranges::sort(best);
  return best;
}

}  // namespace

std::vector<Bracket> hyperband_brackets(std::int64_t most_epochs, std::int64_t eta) {
  std::int64_t last = 0;  // s_max = floor(log_eta R), without the rounding of a logarithm
  std::vector<std::int64_t> powers{1};
  while (powers.back() <= most_epochs / eta) {
    powers.push_back(powers.back() * eta);
    ++last;
  }
  std::vector<Bracket> brackets;
  for (std::int64_t s = last; s >= 0; --s) {
    const auto power = [&](std::int64_t i) { return powers[static_cast<std::size_t>(i)]; };
    const std::int64_t configurations = ((last + 1) * power(s) + s) / (s + 1);  // rounded up
    Bracket bracket;
    for (std::int64_t i = 0; i <= s; ++i)
      bracket.push_back({configurations / power(i), most_epochs / power(s - i)});
    brackets.push_back(std::move(bracket));
  }
  return brackets;
}

std::vector<SearchStep> needed_steps(const std::vector<Bracket>& brackets,
                                     const std::vector<SearchResult>& results, std::int64_t configurations) {
  std::vector<SearchStep> needed;
  std::int64_t first = 0;
  for (const Bracket& bracket : brackets) {
    std::vector<SearchStep> rung;
    for (std::int64_t i = 0; i < bracket.front().configurations && first + i < configurations; ++i)
      rung.push_back({first + i, bracket.front().epochs});
    first += bracket.front().configurations;
    needed.insert(needed.end(), rung.begin(), rung.end());
    for (std::size_t r = 1; r < bracket.size(); ++r) {
      std::vector<SearchStep> next;
      for (const std::int64_t c : survivors(rung, results, bracket[r].configurations))
        next.push_back({c, bracket[r].epochs});
      rung = std::move(next);
      needed.insert(needed.end(), rung.begin(), rung.end());
      if (rung.empty()) break;
    }
  }
  return needed;
}

}  // namespace saem::cli
