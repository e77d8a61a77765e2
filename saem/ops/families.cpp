// A linker leaves out those members of a static library that nobody refers to, and with them the op records
// that they would have added to the registry. One call per file keeps them; a test compares this list with
// the folder.

namespace saem::detail {

void link_along_axis();
void link_arithmetic();
void link_average_pool();
void link_bitwise();
void link_cast();
void link_comparison();
void link_convolution();
void link_exponential();
void link_fft();
void link_gamma_functions();
void link_gather();
void link_hashing();
void link_linear_algebra();
void link_math_functions();
void link_matmul();
void link_max_pool();
void link_moments();
void link_random_integers();
void link_random_ops();
void link_reduction();
void link_resize();
void link_scan();
void link_searching();
void link_shape_ops();
void link_slicing();
void link_softmax();
void link_sorting();
void link_trigonometry();
void link_unary();

void link_op_families() {
  link_along_axis();
  link_arithmetic();
  link_average_pool();
  link_bitwise();
  link_cast();
  link_comparison();
  link_convolution();
  link_exponential();
  link_fft();
  link_gamma_functions();
  link_gather();
  link_hashing();
  link_linear_algebra();
  link_math_functions();
  link_matmul();
  link_max_pool();
  link_moments();
  link_random_integers();
  link_random_ops();
  link_reduction();
  link_resize();
  link_scan();
  link_searching();
  link_shape_ops();
  link_slicing();
  link_softmax();
  link_sorting();
  link_trigonometry();
  link_unary();
}

}  // namespace saem::detail
