#pragma once

#include <cstddef>
#include <span>

#include "saem/compile/compile.h"

namespace saem::detail {

/// Tells CompileOptions::before_memory what a program will take, before it takes it. Where there is no such
/// function, throws ValueError if that is more than there is (core/available_memory.h). Small programs are
/// not checked, since asking takes longer than they do.
/// @param intermediate  bytes of values between inputs and outputs.
void check_program_memory(const CompileOptions& options, std::size_t intermediate,
                          std::span<const TensorType> outputs);

}  // namespace saem::detail
