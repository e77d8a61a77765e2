#pragma once

#include <string>
#include <string_view>

#include "saem/data/series/ts_file.h"

namespace saem {

/// Reads the text of a .tsv or .txt file of the UCR archive into a SeriesColumn "series" of one channel and
/// the target, a TextColumn "label": one example a line, the label first, then the values, separated by tabs,
/// commas or blanks (the first line decides). NaN or '?' is a missing value; missing values at the end of a
/// line are how the archive fills up short series, and are cut off. Whole numbers as labels are written
/// plainly: "1.0000000e+00" becomes "1". Format: H. A. Dau et al., The UCR Time Series Archive, 2019.
///
/// @param place  the file, for messages.
/// Throws FileError for a line with another number of fields than the first, something else than a number or
/// no value, unless such are to be skipped; and if no example is left.
[[nodiscard]] ReaderResult parse_ucr(std::string_view text, const std::string& place,
                                     const SeriesOptions& options = {});

}  // namespace saem
