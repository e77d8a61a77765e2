#pragma once

#include "saem/data/samples.h"
#include "saem/data/table.h"

namespace saem {

/// A table as samples: each row an example, each column one of texts, places "line 12". The name is that of
/// the file, without its folder. Notes are kept, and one says how many rows were left out as bad.
/// A table of scikit-learn's form has the target "target"; else none is said.
[[nodiscard]] Samples table_samples(Table table);

}  // namespace saem
