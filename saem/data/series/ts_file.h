#pragma once

#include <string>
#include <string_view>

#include "saem/data/on_bad_sample.h"

namespace saem {

struct SeriesOptions {
  OnBadSample on_bad_sample = OnBadSample::stop;
  bool find_test = true;  ///< with X_TRAIN.ts read X_TEST.ts beside it, and fill `parts`
};

/// Reads the text of a .ts file of the UCR/UEA archive into a SeriesColumn "series" and, where there is one,
/// the target: a TextColumn "label" of classes, or "target" of numbers (@targetLabel).
///
/// A header of lines "@tag value" (@problemName, @univariate, @dimensions, @equalLength, @seriesLength,
/// @classLabel true A B …, @targetLabel), "@data", then a line for each example: the channels separated by
/// ':', values by ',', '?' or NaN where one is missing, at last the label. Lines that begin with '#' are
/// comments. Examples may differ in length. Format: timeseriesclassification.com, "Formatting of .ts files".
///
/// @param place  the file, for messages.
/// Throws FileError for a damaged header; for an example that does not fit the header, unless such are to be
/// skipped; and if no example is left. Throws UnsupportedError for values with time stamps (@timeStamps
/// true).
[[nodiscard]] ReaderResult parse_ts(std::string_view text, const std::string& place,
                                    const SeriesOptions& options = {});

}  // namespace saem
