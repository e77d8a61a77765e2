#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// transpose, slice, pad, concat and broadcast_to, of any dtype.
[[nodiscard]] std::unique_ptr<Kernel> make_transpose_kernel(const Node& node);
[[nodiscard]] std::unique_ptr<Kernel> make_slice_kernel(const Node& node);
[[nodiscard]] std::unique_ptr<Kernel> make_pad_kernel(const Node& node);
[[nodiscard]] std::unique_ptr<Kernel> make_concat_kernel(const Node& node);
[[nodiscard]] std::unique_ptr<Kernel> make_broadcast_kernel(const Node& node);

}  // namespace saem::cpu
