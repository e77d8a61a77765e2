#pragma once

#include <cstdint>
#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

// transpose, slice, pad, concat and broadcast_to, of any dtype. Each input and the output may be row-major or
// in channel blocks of one size if `copies_blocked`; null for layouts that are not covered.
[[nodiscard]] std::unique_ptr<Kernel> make_transpose_kernel(const Task& task);
[[nodiscard]] std::unique_ptr<Kernel> make_slice_kernel(const Task& task);
[[nodiscard]] std::unique_ptr<Kernel> make_pad_kernel(const Task& task);
[[nodiscard]] std::unique_ptr<Kernel> make_concat_kernel(const Task& task);
[[nodiscard]] std::unique_ptr<Kernel> make_broadcast_kernel(const Task& task);

/// True if such a node moves whole blocks of this many channels, so that inputs and output that fit (see
/// fits() in passes/layout.h) can lie in blocks. The input of broadcast_to can only if it has the rank and
/// the channels of the output; row-major it always can be.
[[nodiscard]] bool copies_blocked(const Node& node, std::int64_t block = 16);

}  // namespace saem::cpu
