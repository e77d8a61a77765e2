#include "saem/backend/cpu/kernel_table.h"

#include <array>
#include <string_view>

#include "saem/backend/cpu/argmax_kernel.h"
#include "saem/backend/cpu/conv_kernel.h"
#include "saem/backend/cpu/copy_kernel.h"
#include "saem/backend/cpu/elementwise_kernel.h"
#include "saem/backend/cpu/fft_kernel.h"
#include "saem/backend/cpu/indexing_kernel.h"
#include "saem/backend/cpu/matmul/matmul_kernel.h"
#include "saem/backend/cpu/matrix_kernel.h"
#include "saem/backend/cpu/moments_kernel.h"
#include "saem/backend/cpu/pooling_kernel.h"
#include "saem/backend/cpu/random_kernel.h"
#include "saem/backend/cpu/reduction_kernel.h"
#include "saem/backend/cpu/resample_kernel.h"
#include "saem/backend/cpu/scan_kernel.h"
#include "saem/backend/cpu/softmax_kernel.h"
#include "saem/backend/cpu/sort_kernel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

using Factory = std::unique_ptr<Kernel> (*)(const Task&);
struct Entry {
  std::string_view op;
  Factory make;
};

/// A factory for kernels that ask nothing of the task but its node: all their values are row-major.
template <std::unique_ptr<Kernel> (*make)(const Node&)>
std::unique_ptr<Kernel> of_node(const Task& task) {
  return make(task.node());
}

std::unique_ptr<Kernel> make_conv(const Task& task) { return make_conv_kernel(task); }
std::unique_ptr<Kernel> make_matmul(const Task& task) { return make_matmul_kernel(task); }
std::unique_ptr<Kernel> make_pooling(const Task& task) { return make_pooling_kernel(task); }

constexpr std::array table{
    Entry{"conv", make_conv},
    Entry{"conv_input_gradient", make_conv},
    Entry{"conv_kernel_gradient", make_conv},
    Entry{"matmul", make_matmul},
    Entry{"max_pool", make_pooling},
    Entry{"max_pool_gradient", make_pooling},
    Entry{"max_pool_gather", make_pooling},
    Entry{"average_pool", make_pooling},
    Entry{"average_pool_gradient", make_pooling},
    Entry{"sum", make_reduction_kernel},
    Entry{"moments", make_moments_kernel},
    Entry{"max", make_reduction_kernel},
    Entry{"argmax", make_argmax_kernel},
    Entry{"softmax", of_node<make_softmax_kernel>},
    Entry{"log_softmax", of_node<make_softmax_kernel>},
    Entry{"transpose", make_transpose_kernel},
    Entry{"slice", make_slice_kernel},
    Entry{"pad", make_pad_kernel},
    Entry{"concat", make_concat_kernel},
    Entry{"broadcast_to", make_broadcast_kernel},
    Entry{"dft", of_node<make_fft_kernel>},
    Entry{"cholesky", of_node<make_matrix_kernel>},
    Entry{"triangular_solve", of_node<make_matrix_kernel>},
    Entry{"solve", of_node<make_matrix_kernel>},
    Entry{"determinant", of_node<make_matrix_kernel>},
    Entry{"slogdet", of_node<make_matrix_kernel>},
    Entry{"resample", make_resample_kernel},
    Entry{"gather", make_gather_kernel},
    Entry{"take_along_axis", make_gather_kernel},
    Entry{"scatter_add", make_scatter_kernel},
    Entry{"add_along_axis", make_scatter_kernel},
    Entry{"cumsum", make_scan_kernel},
    Entry{"linear_recurrence", make_scan_kernel},
    Entry{"argsort", make_sort_kernel},
    Entry{"top_k", make_sort_kernel},
    Entry{"searchsorted", make_search_kernel},
    Entry{"random_uniform", of_node<make_random_kernel>},
    Entry{"random_normal", of_node<make_random_kernel>},
};

}  // namespace

std::unique_ptr<Kernel> make_node_kernel(const Task& task) {
  for (const Entry& entry : table) {
    if (entry.op == task.node().op().name) return entry.make(task);
  }
  return make_elementwise_kernel(task);
}

}  // namespace saem::cpu
