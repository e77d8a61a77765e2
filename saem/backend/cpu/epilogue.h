#pragma once

namespace saem::cpu {

/// What a kernel does to its result before it is written.
struct Epilogue {
  bool bias = false;      ///< adds one number per output channel or column: a further input of the kernel
  bool residual = false;  ///< then adds a tensor of the result's shape: a further input, after the bias
  bool relu = false;      ///< then max(·, 0)
  bool mask = false;      ///< sets the result to 0 where a further input of its shape is ≤ 0 (of
                          ///< max_pool_gradient: where x is)
};

}  // namespace saem::cpu
