#include "saem/data/column_index.h"

namespace saem {

ColumnIndex::ColumnIndex(const Samples& samples) : samples_(samples) {
  places_.reserve(samples.columns.size());
  for (std::size_t i = 0; i < samples.columns.size(); ++i)
    places_.emplace(samples.columns[i].name, static_cast<int>(i));
}

int ColumnIndex::find(std::string_view column) const {
  const auto found = places_.find(column);
  return found == places_.end() ? -1 : found->second;
}

const Samples::Column& ColumnIndex::column(std::string_view column) const {
  const int i = find(column);
  return i < 0 ? samples_.column(column) : samples_.columns[static_cast<std::size_t>(i)];
}

}  // namespace saem
