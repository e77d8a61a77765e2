#include "saem/data/tables/table_samples.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "saem/core/printable.h"
#include "saem/data/tables/number_signs.h"

namespace saem {

Samples table_samples(Table table) {
  Samples samples{.name = std::filesystem::path(table.place).filename().string(),
                  .notes = std::move(table.notes)};
  samples.target = std::move(table.target);
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    if (auto numbers = without_number_signs(table.columns[i])) {
      samples.notes.push_back(fmt::format("'{}' has numbers with '{}': read without it",
                                          detail::printable(table.names[i]), numbers->sign));
      table.columns[i] = std::move(numbers->numbers);
    }
    samples.columns.push_back({std::move(table.names[i]), std::move(table.columns[i])});
  }
  samples.places.reserve(table.lines.size());
  for (const std::int64_t line : table.lines) samples.places.push_back(fmt::format("line {}", line));
  if (!table.skipped.empty()) {
    samples.notes.push_back(fmt::format("{} bad row{} left out, the first: {}", table.skipped.size(),
                                        table.skipped.size() == 1 ? "" : "s", table.skipped.front()));
  }
  return samples;
}

}  // namespace saem
