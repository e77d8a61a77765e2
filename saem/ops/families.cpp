// A linker leaves out those members of a static library that nobody refers to, and with them the op records
// that they would have added to the registry. One call per file keeps them; a test compares this list with
// the folder.

namespace saem::detail {

void link_arithmetic();
void link_average_pool();
void link_comparison();
void link_convolution();
void link_matmul();
void link_max_pool();
void link_moments();
void link_random_ops();
void link_reduction();
void link_shape_ops();
void link_slicing();
void link_softmax();
void link_unary();

void link_op_families() {
  link_arithmetic();
  link_average_pool();
  link_comparison();
  link_convolution();
  link_matmul();
  link_max_pool();
  link_moments();
  link_random_ops();
  link_reduction();
  link_shape_ops();
  link_slicing();
  link_softmax();
  link_unary();
}

}  // namespace saem::detail
