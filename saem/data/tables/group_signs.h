#pragma once

#include "saem/data/table.h"

namespace saem::detail {

/// Tells the columns of a table what stands between thousands where they do not tell themselves: the comma
/// where it separates the cells, since such a cell needs quotation marks; the point where another separates
/// them and any cell is a number with a decimal comma.
void find_group_signs(Table& table, char separator);

}  // namespace saem::detail
