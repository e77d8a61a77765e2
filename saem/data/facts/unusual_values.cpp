#include "saem/data/facts/unusual_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "saem/core/lower_case.h"
#include "saem/data/line_reader.h"
#include "saem/data/tables/blanks.h"
#include "saem/data/tables/numbers.h"

namespace saem {
namespace {

struct ColumnNumbers {
  std::string doubt;  ///< about how they are written
  std::vector<double> finite;
  std::int64_t infinite = 0, others = 0;
  std::string first_other;
};

ColumnNumbers numbers_of(const TextColumn& column) {
  const NumberFormat format = find_number_format(column);
  ColumnNumbers all;
  for (std::int64_t row = 0; row < column.size(); ++row) {
    if (is_missing_text(column[row])) continue;
    const auto number = parse_number(column[row], format);
    const bool is_doubtful = format.ambiguous && column[row].find_first_of(",.") != std::string_view::npos;
    if (is_doubtful && number && all.doubt.empty())
      all.doubt = fmt::format("{} is read as {:.10g}; if it means {}, write it without that sign",
                              detail::in_quotes(column[row]), *number,
                              format.thousands != '\0' ? "a thousandth of that" : "a thousand times that");
    if (number && std::isfinite(*number)) {
      all.finite.push_back(*number);
    } else if (number) {
      all.infinite += std::isinf(*number);
    } else if (all.others++ == 0) {
      all.first_other = detail::in_quotes(column[row]);
    }
  }
  std::ranges::sort(all.finite);
  return all;
}

/// 9, 99, 999, …, and the same below 0.
bool is_nines(double x) {
  const double size = std::abs(x);
  return size == 99 || size == 999 || size == 9999 || size == 99999 || size == 999999;
}

void look_for_codes(const std::vector<double>& sorted, std::vector<std::string>& found) {
  for (const bool at_end : {false, true}) {
    const double code = at_end ? sorted.back() : sorted.front();
    const auto [begin, end] = std::ranges::equal_range(sorted, code);
    const auto times = end - begin;
    const bool has_others = times < static_cast<std::ptrdiff_t>(sorted.size());
    if (!is_nines(code) || times < 2 || !has_others) continue;
    const double next = at_end ? *(begin - 1) : *end;
    if (std::abs(code) < 3 * std::abs(next) && (code < 0) == (next < 0)) continue;
    found.push_back(
        fmt::format("{} comes {} times, far from all others: a missing value, perhaps", code, times));
  }
}

void look_for_outliers(const std::vector<double>& sorted, std::vector<std::string>& found) {
  constexpr std::size_t fewest = 20;
  if (sorted.size() < fewest) return;
  const double low = sorted[sorted.size() / 4], high = sorted[sorted.size() * 3 / 4];
  const double reach = 20 * (high - low);
  if (!(reach > 0)) return;
  const auto below = std::ranges::lower_bound(sorted, low - reach) - sorted.begin();
  const auto above = sorted.end() - std::ranges::upper_bound(sorted, high + reach);
  if (below + above == 0 || static_cast<std::size_t>(below + above) * 100 > sorted.size()) return;
  found.push_back(
      fmt::format("{} far from the others (half lie in {:.4g} to {:.4g}), such as {:.6g}",
                  below + above == 1 ? "a number is" : fmt::format("{} numbers are", below + above), low,
                  high, below > 0 ? sorted.front() : sorted.back()));
}

void look_for_spellings(const TextColumn& column, std::vector<std::string>& found) {
  constexpr std::size_t most_names = 1000;
  std::map<std::string, std::set<std::string>> spellings;
  for (std::int64_t row = 0; row < column.size(); ++row) {
    if (is_missing_text(column[row])) continue;
    const std::string plain = detail::lower_case(detail::without_blanks(column[row]));
    spellings[plain].insert(std::string(column[row]));
    if (spellings.size() > most_names) return;  // no names, but texts
  }
  for (const auto& [plain, all] : spellings) {
    if (all.size() < 2) continue;
    found.push_back(fmt::format("{} and {} differ in case or blanks only", detail::in_quotes(*all.begin()),
                                detail::in_quotes(*std::next(all.begin()))));
    return;
  }
}

}  // namespace

std::vector<std::string> unusual_values(const TextColumn& column) {
  std::vector<std::string> found;
  const ColumnNumbers all = numbers_of(column);
  const auto numbers = static_cast<std::int64_t>(all.finite.size()) + all.infinite;
  if (numbers == 0 || all.others * 10 > numbers) {
    look_for_spellings(column, found);
    return found;
  }
  if (all.infinite > 0) found.push_back(fmt::format("{} infinite", all.infinite));
  if (all.others > 0)
    found.push_back(fmt::format("{} of {} are no numbers, such as {}", all.others, numbers + all.others,
                                all.first_other));
  if (all.finite.empty()) return found;
  look_for_codes(all.finite, found);
  if (found.empty()) look_for_outliers(all.finite, found);
  if (!all.doubt.empty()) found.push_back(all.doubt);
  return found;
}

}  // namespace saem
