#pragma once

namespace saem::cpu {

/// What a conv or matmul kernel does to its result before it is written. The bias is a further input of the
/// kernel, one number per output channel or column.
struct Epilogue {
  bool bias = false;
  bool relu = false;
};

}  // namespace saem::cpu
