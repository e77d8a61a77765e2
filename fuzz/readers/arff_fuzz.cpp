// Any bytes as a table in Weka's format: columns of as many cells as there are rows, or an error.
#include "fuzz/support.h"
#include "saem/data/tables/arff.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(fuzz::text_of(data, size));
  Table table;
  for (const OnBadSample rule : {OnBadSample::stop, OnBadSample::skip}) {
    if (!fuzz::accepts([&] { table = parse_arff(bytes, "input.arff", {.on_bad_sample = rule}); })) continue;
    fuzz::require(table.names.size() == table.columns.size(), "each column has a name");
    std::size_t characters = 0;
    for (const TextColumn& column : table.columns) {
      fuzz::require(column.size() == table.rows(), "each column has all rows");
      for (std::int64_t row = 0; row < column.size(); ++row) characters += column[row].size();
    }
    fuzz::require(characters <= 3 * size,
                  "cells are no longer than the file");  // three bytes in UTF-8 for one
  }
  return 0;
}
