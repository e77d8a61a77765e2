#pragma once

#include <vector>

#include "saem/report/gallery.h"
#include "saem/task/inputs.h"

namespace saem::detail {

/// What an example is made of, column by column; the cells of a table are one exhibit, the last.
struct ColumnExhibit {
  Exhibit exhibit;
  int column = -1;  ///< its number in Inputs::columns; -1 for the cells
};
/// Throws FileError for a file that cannot be read.
[[nodiscard]] std::vector<ColumnExhibit> exhibits_of(const Inputs& inputs, const Samples& samples,
                                                     std::int64_t example,
                                                     const std::vector<std::string>& columns_first);

}  // namespace saem::detail
