#pragma once

#include <cstdint>

#include "saem/backend/cpu/winograd/kernel_gradient_loops.h"

// Products leave the memory idle. These ask for what comes after them, a little at a time, so that it is in
// the second-level cache by then.
namespace saem::cpu::winograd {

/// What the patches of some tiles read, without what those above and to the left of each have read.
class PatchPrefetch {
 public:
  /// `size`: places on a side of a patch.
  PatchPrefetch(const PatchSource& source, int size, const PatchRange& range);
  /// In all `steps` steps.
  void step(std::int64_t steps);

 private:
  void ask_for_row() const;
  void go_on();

  const PatchSource& source_;
  int size_;
  std::int64_t first_channel_, channels_, together_;
  std::int64_t rows_, left_;                        // of all patches, and those not yet asked for
  std::int64_t due_ = 0;                            // in units of 1/steps rows
  std::int64_t picture_, down_, across_, row_ = 0;  // the next row
};

/// Where `transform_sums` will write: part `part` of `parts`.
void prefetch_result(const SumsToKernel& s, std::int64_t part, std::int64_t parts);

}  // namespace saem::cpu::winograd
