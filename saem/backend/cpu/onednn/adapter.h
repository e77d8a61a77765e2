#pragma once

#include <cstddef>
#include <cstdint>
#include <oneapi/dnnl/dnnl.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saem/backend/cpu/epilogue.h"
#include "saem/core/dtype.h"

// Everything in which oneDNN 2.x and 3.x differ is hidden behind this header: the sources beside it use only
// what both have. Exceptions of the library become saem errors here.
namespace saem::onednn {

using Dims = dnnl::memory::dims;
using Layout = dnnl::memory::desc;

/// Which of the three functions of a convolution.
enum class ConvPass : std::uint8_t { forward, input_gradient, kernel_gradient };

/// A convolution in oneDNN's order of axes: x (n, channels, d₁ …), kernel ([groups,] filters, channels, k₁
/// …), y (n, filters, o₁ …). Strides, dilation (0 for dense kernels) and padding have one number per spatial
/// axis.
struct ConvProblem {
  Layout x, kernel, y;
  Dims strides, dilation, padding_low, padding_high;
};

/// A primitive of the library, ready to run, with the layouts that it chose.
struct Primitive {
  dnnl::primitive primitive;
  Layout x, kernel, y;  ///< of a reorder: x from, y to
  std::size_t scratch_bytes = 0;
  std::string implementation;
};

/// Fixes the number of threads that the library sees on this thread. A primitive must run on as many as it
/// was made for.
class ThreadScope {
 public:
  explicit ThreadScope(int threads) noexcept;
  ~ThreadScope();
  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;

 private:
  int outer_;
};

/// The layout of memory with these extents and distances (in elements). `dtype`: float32 or bfloat16.
[[nodiscard]] Layout strided(const Dims& extents, const Dims& strides, DType dtype = DType::f32);
/// Pictures (n, c, d₁, d₂ …) in memory as (n, c / block, d₁ …, block).
[[nodiscard]] Layout channel_blocks(const Dims& extents, std::int64_t block, DType dtype = DType::f32);
/// A part of a layout's extents, beginning at `first`; addresses stay those of the whole.
[[nodiscard]] Layout part_of(const Layout& layout, const Dims& extents, const Dims& first);
/// True if elements lie at the same places in both: layouts also differ in the distances along axes of
/// extent 1, where none are walked.
[[nodiscard]] bool same_places(const Layout& a, const Layout& b);
[[nodiscard]] Dims extents(const Layout& layout);
/// The same extents, in the layout that suits the primitive best.
[[nodiscard]] Layout any_layout(const Layout& layout);
/// The same of the dtype of another layout.
[[nodiscard]] Layout any_layout(const Layout& layout, const Layout& typed);
[[nodiscard]] bool same_type(const Layout& a, const Layout& b);

/// Empty where the library has no implementation other than its slow reference. A residual has y's layout,
/// which must not be `any_layout` then.
[[nodiscard]] std::optional<Primitive> make_convolution(ConvPass pass, const ConvProblem& problem,
                                                        cpu::Epilogue epilogue);
/// (m, k) · (k, n) → (m, n). `b` may be `any_layout`; the bias is float32 (n). Empty where the library has no
/// implementation other than its slow reference.
[[nodiscard]] std::optional<Primitive> make_matmul(const Layout& a, const Layout& b, const Layout& result,
                                                   cpu::Epilogue epilogue);
/// A copy into another layout.
[[nodiscard]] Primitive make_reorder(const Layout& from, const Layout& to);

/// The argument number of an epilogue's residual.
inline constexpr int residual_argument = DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1;

/// One primitive with memory objects of its own: calls from several threads at once need one Call each.
class Call {
 public:
  /// `arguments`: the DNNL_ARG_… numbers with their layouts, in the order in which `run` gets the addresses.
  Call(const Primitive& primitive, std::span<const std::pair<int, Layout>> arguments);

  /// `addresses`: one per argument. `scratch` has the primitive's scratch_bytes, aligned to 64 bytes.
  /// Throws UnsupportedError, naming `place`, if the library fails.
  void run(std::span<void* const> addresses, void* scratch, const std::string& place);

 private:
  dnnl::primitive primitive_;
  dnnl::stream stream_;
  std::vector<dnnl::memory> memories_;  // the last one is the scratchpad
  std::vector<dnnl_exec_arg_t> arguments_;
};

}  // namespace saem::onednn
