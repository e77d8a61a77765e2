#include "saem/backend/cpu/kernel_table.h"

#include <array>
#include <string_view>

#include "saem/backend/cpu/copy_kernel.h"
#include "saem/backend/cpu/onednn/conv_kernel.h"
#include "saem/backend/cpu/onednn/matmul_kernel.h"
#include "saem/backend/cpu/pooling_kernel.h"
#include "saem/backend/cpu/random_kernel.h"
#include "saem/backend/cpu/reduction_kernel.h"
#include "saem/backend/cpu/softmax_kernel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

using Factory = std::unique_ptr<Kernel> (*)(const Node&);
struct Entry {
  std::string_view op;
  Factory make;
};

std::unique_ptr<Kernel> make_conv(const Node& node) { return make_conv_kernel(node); }
std::unique_ptr<Kernel> make_matmul(const Node& node) { return make_matmul_kernel(node); }

std::unique_ptr<Kernel> make_pooling(const Node& node) { return make_pooling_kernel(node); }

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
    Entry{"max", make_reduction_kernel},
    Entry{"argmax", make_argmax_kernel},
    Entry{"softmax", make_softmax_kernel},
    Entry{"log_softmax", make_softmax_kernel},
    Entry{"transpose", make_transpose_kernel},
    Entry{"slice", make_slice_kernel},
    Entry{"pad", make_pad_kernel},
    Entry{"concat", make_concat_kernel},
    Entry{"broadcast_to", make_broadcast_kernel},
    Entry{"random_uniform", make_random_kernel},
    Entry{"random_normal", make_random_kernel},
};

}  // namespace

std::unique_ptr<Kernel> make_node_kernel(const Node& node) {
  for (const Entry& entry : table) {
    if (entry.op == node.op().name) return entry.make(node);
  }
  return nullptr;
}

}  // namespace saem::cpu
