// A linker leaves out those members of a static library that nobody refers to, and with them the op records that they
// would have added to the registry. One call per file keeps them; a test compares this list with the folder.

namespace saem::detail {

void link_convolution();
void link_elementwise();
void link_matmul();
void link_pooling();
void link_random_ops();
void link_reduction();
void link_shape_ops();
void link_slicing();
void link_softmax();

void link_op_families() {
  link_convolution();
  link_elementwise();
  link_matmul();
  link_pooling();
  link_random_ops();
  link_reduction();
  link_shape_ops();
  link_slicing();
  link_softmax();
}

}  // namespace saem::detail
