#pragma once

#include "saem/data/on_bad_sample.h"

namespace saem {

/// Leaves out the examples of files of pictures and sounds that cannot be decoded to their end, and lists
/// them as skipped. Readers of folders look at the beginning of a file alone: this decodes each whole, on all
/// threads, and keeps none. Throws FileError if no example is left.
void leave_out_damaged_files(ReaderResult& result);

}  // namespace saem
