#pragma once

#include <string>

#include "saem/data/on_bad_sample.h"

namespace saem::detail {

/// Puts the examples of another file behind those of a first one. `parts` becomes `own` for the first
/// file's examples, if they are of no part yet, and `added` for the others.
/// Throws FileError, naming `place`, if the columns differ in number, name, kind or channels.
void append_part(ReaderResult& all, ReaderResult more, Part own, Part added, const std::string& place);

}  // namespace saem::detail
