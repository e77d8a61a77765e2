// Any text as each of the formats of series and of texts with labels: examples in columns of one length, or
// an error; with bad examples left out there are no fewer than with an error.
#include "fuzz/support.h"
#include "saem/data/series/recordings.h"
#include "saem/data/series/ts_file.h"
#include "saem/data/series/ucr_file.h"
#include "saem/data/series/windows.h"
#include "saem/data/texts/text_lines.h"

using namespace saem;

namespace {

struct ColumnSize {
  std::size_t operator()(const TextColumn& column) const { return static_cast<std::size_t>(column.size()); }
  std::size_t operator()(const SeriesColumn& column) const {
    for (const Array& series : column.values) {
      fuzz::require(
          series.size() > 0 && series.shape()[1] == static_cast<std::int64_t>(column.channels.size()),
          "a series has values for each channel");
    }
    return column.values.size();
  }
  std::size_t operator()(const FileColumn& column) const { return column.files.size(); }
  std::size_t operator()(const ArrayColumn& column) const {
    return static_cast<std::size_t>(column.values.shape()[0]);
  }
};

void check(const ReaderResult& result) {
  fuzz::require(!result.samples.places.empty(), "there is an example");
  for (const Samples::Column& column : result.samples.columns) {
    fuzz::require(std::visit(ColumnSize(), column.values) == result.samples.places.size(),
                  "every column has a value for each example");
  }
}

/// Reads by both rules; what the strict one takes, the other takes whole.
template <class Parse>
void try_both(Parse&& parse) {
  ReaderResult strict;
  const bool is_good = fuzz::accepts([&] { strict = parse(OnBadSample::stop); });
  ReaderResult lenient;
  const bool is_usable = fuzz::accepts([&] { lenient = parse(OnBadSample::skip); });
  if (is_usable) check(lenient);
  if (!is_good) return;
  check(strict);
  fuzz::require(is_usable && lenient.skipped.empty() && lenient.samples.size() == strict.samples.size(),
                "nothing is left out of a good file");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  try_both([&](OnBadSample rule) { return parse_ts(text, "input.ts", {rule}); });
  try_both([&](OnBadSample rule) { return parse_ucr(text, "input.tsv", {rule}); });
  try_both(
      [&](OnBadSample rule) { return parse_labelled_lines(text, "input.txt", {.on_bad_sample = rule}); });
  try_both([&](OnBadSample rule) {
    return cut_windows(parse_wisdm(text, "input.txt", rule),
                       {.length = 2, .step = 1, .short_recordings = ShortRecordings::pad});
  });
  return 0;
}
