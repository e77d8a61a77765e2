#include "saem/data/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"

namespace saem {

int Table::find(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

const TextColumn& Table::column(std::string_view name) const {
  const int i = find(name);
  if (i >= 0) return columns[static_cast<std::size_t>(i)];
  const std::string_view near = nearest_name(name, names);
  std::string all;
  for (const std::string& each : names) all += (all.empty() ? "" : ", ") + each;
  fail<ValueError>({place, fmt::format("there is no column '{}'", name), fmt::format("columns: {}", all),
                    near.empty() ? "Give the name of a column as the first line of the file has it."
                                 : fmt::format("Did you mean '{}'?", near)});
}

Table Table::take(std::span<const std::int64_t> indices) const {
  Table out{.names = names,
            .columns = {},
            .lines = {},
            .place = place,
            .target = target,
            .notes = notes,
            .skipped = skipped};
  for (const TextColumn& c : columns) out.columns.push_back(c.take(indices));
  for (const std::int64_t i : indices) out.lines.push_back(lines.at(static_cast<std::size_t>(i)));
  return out;
}

}  // namespace saem
