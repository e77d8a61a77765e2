// Any bytes as a table: columns of as many cells as there are rows, which read the same after they are
// written with quotation marks around each, or an error. The numbers, dates and facts of what came out too:
// they take any text.
#include "fuzz/support.h"
#include "saem/data/tables/csv.h"
#include "saem/data/tables/dates.h"
#include "saem/data/tables/numbers.h"
#include "saem/data/tables/table_facts.h"

using namespace saem;

namespace {

void add_quoted(std::string& text, std::string_view cell) {
  text += '"';
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  text += '"';
}

std::string written(const Table& table) {
  std::string text;
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    if (i > 0) text += ',';
    add_quoted(text, table.names[i]);
  }
  text += '\n';
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) text += ',';
      add_quoted(text, table.columns[i][row]);
    }
    text += '\n';
  }
  return text;
}

void check(const Table& table, std::size_t size) {
  fuzz::require(table.names.size() == table.columns.size(), "each column has a name");
  std::size_t cells = 0;
  for (const TextColumn& column : table.columns) {
    fuzz::require(column.size() == table.rows(), "each column has all rows");
    cells += static_cast<std::size_t>(column.size());
  }
  fuzz::require(cells <= 2 * size + 2, "a table has no more cells than its file bytes");
  const Table again =
      parse_csv(written(table), "again.csv",
                {.separator = ',', .header = Found::yes, .quotes = Found::yes, .encoding = "UTF-8"});
  fuzz::require(again.names == table.names, "names are the same after they are written and read");
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    fuzz::require(again.columns[i].to_strings() == table.columns[i].to_strings(),
                  "cells are the same after they are written and read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(fuzz::text_of(data, size));
  Table table;
  for (const OnBadSample rule : {OnBadSample::stop, OnBadSample::skip}) {
    if (!fuzz::accepts([&] { table = parse_csv(bytes, "input.csv", {.on_bad_sample = rule}); })) continue;
    check(table, size);
    if (table.columns.size() > 100) continue;  // each is looked at on its own
    (void)table_facts(table);
    (void)gives_away(table, table.names.back());
    for (const TextColumn& column : table.columns) (void)find_date_order(column);
  }
  return 0;
}
