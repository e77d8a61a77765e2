#include "tests/task/support/samples.h"

#include <fmt/format.h>

#include "saem/core/random.h"

namespace saem::test {

Samples samples_of(const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& rows) {
  Samples samples{.name = "table.csv"};
  for (std::size_t c = 0; c < names.size(); ++c) {
    std::vector<std::string> cells;
    for (const auto& row : rows) cells.push_back(row.at(c));
    samples.columns.push_back({names[c], TextColumn(cells)});
  }
  for (std::size_t row = 0; row < rows.size(); ++row)
    samples.places.push_back(fmt::format("line {}", row + 2));
  return samples;
}

Samples easy_samples(std::int64_t n, std::uint64_t seed) {
  Generator random(seed);
  std::vector<std::vector<std::string>> rows;
  for (std::int64_t i = 0; i < n; ++i) {
    const double a = random.normal(), b = random.normal();
    const std::string c = random.uniform() < 0.2 ? "always" : random.uniform() < 0.5 ? "never" : "";
    rows.push_back({fmt::format("{:.4f}", a), fmt::format("{:.4f}", b), c,
                    a + b > 0 || c == "always" ? "yes" : "no", fmt::format("{:.5f}", 3 * a - b)});
  }
  return samples_of({"a", "b", "c", "answer", "value"}, rows);
}

}  // namespace saem::test
