#pragma once

#include <memory>

#include "saem/backend/backend.h"
#include "saem/backend/cpu/epilogue.h"

namespace saem::cpu {

/// A convolution, or one of its two gradients, on oneDNN, as the formula says: tasks and epilogues as in
/// make_conv_kernel. Null if oneDNN has no implementation, or not for these dtypes.
[[nodiscard]] std::unique_ptr<Kernel> make_onednn_conv_kernel(const Task& task, Epilogue epilogue = {});

/// In which layouts make_conv_kernel takes the pictures of a task that begins with `node`.
[[nodiscard]] LayoutSupport conv_layouts(const Task& task);

}  // namespace saem::cpu
