#pragma once

#include "saem/interop/safetensors.h"
#include "saem/train/checkpoint.h"

namespace saem::detail {

/// Adds the progress to a checkpoint file.
void add_progress(SafetensorsFile& file, const TrainingProgress& progress);

/// The progress in a file. Throws ValueError if it lacks something, or its numbers cannot be those of a run:
/// whatever is returned addresses batches and epochs that exist.
[[nodiscard]] TrainingProgress progress_of(const SafetensorsFile& file);

}  // namespace saem::detail
