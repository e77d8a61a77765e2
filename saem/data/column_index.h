#pragma once

#include <string_view>
#include <unordered_map>

#include "saem/data/samples.h"

namespace saem {

/// The columns of samples by their names, for whoever looks up many of them: Samples::find looks at one after
/// the other, and a table may have 100,000. The samples must outlive it, and keep their columns.
class ColumnIndex {
 public:
  explicit ColumnIndex(const Samples& samples);
  /// As Samples::find.
  [[nodiscard]] int find(std::string_view column) const;
  /// As Samples::column.
  [[nodiscard]] const Samples::Column& column(std::string_view column) const;

 private:
  const Samples& samples_;
  std::unordered_map<std::string_view, int> places_;
};

}  // namespace saem
