#include "saem/backend/cpu/matrix_kernel.h"

#include <algorithm>

#include "saem/backend/cpu/node_checks.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "saem/ops/matrix_loops.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t most_matrix_blocks = 16;

/// The loops of saem/ops/matrix_loops.h on all threads: matrices become double in working memory, and the
/// results float. A block of matrices has working memory of its own.
class MatrixKernel final : public Kernel {
 public:
  explicit MatrixKernel(const detail::MatrixProblem& problem)
      : problem_(problem),
        a_size_(problem.n * problem.n),
        b_size_(problem.n * problem.columns),
        block_(std::max<std::int64_t>(1, (problem.count + most_matrix_blocks - 1) / most_matrix_blocks)) {}

  [[nodiscard]] std::size_t scratch_bytes() const override {
    const std::int64_t blocks = (problem_.count + block_ - 1) / block_;
    return static_cast<std::size_t>(blocks * block_size()) * sizeof(double);
  }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override {
    const auto* a = static_cast<const float*>(inputs[0]);
    const auto* b = inputs.size() > 1 ? static_cast<const float*>(inputs[1]) : nullptr;
    auto* y = static_cast<float*>(outputs[0]);
    auto* second = outputs.size() > 1 ? static_cast<float*>(outputs[1]) : nullptr;
    parallel_for(problem_.count, block_, [&](std::int64_t begin, std::int64_t end) {
      double* wide_a = static_cast<double*>(scratch) + begin / block_ * block_size();
      double* wide_b = wide_a + a_size_;
      double* wide_y = wide_b + b_size_;
      double* work = wide_y + problem_.result_size() + 1;
      for (std::int64_t i = begin; i < end; ++i) {
        std::copy_n(a + i * a_size_, a_size_, wide_a);
        if (b != nullptr) std::copy_n(b + i * b_size_, b_size_, wide_b);
        double* logarithm = wide_y + problem_.result_size();
        problem_.run(wide_a, wide_b, wide_y, logarithm, work, i);
        std::transform(wide_y, wide_y + problem_.result_size(), y + i * problem_.result_size(),
                       [](double value) { return static_cast<float>(value); });
        if (second != nullptr) second[i] = static_cast<float>(*logarithm);
      }
    });
  }

 private:
  [[nodiscard]] std::int64_t block_size() const {
    return a_size_ + b_size_ + problem_.result_size() + 1 + problem_.work_size();
  }

  detail::MatrixProblem problem_;
  std::int64_t a_size_, b_size_, block_;
};

}  // namespace

std::unique_ptr<Kernel> make_matrix_kernel(const Node& node) {
  if (!is_float32(node)) return nullptr;
  const Shape* right = node.inputs().size() == 2 ? &node.input(1).shape() : nullptr;
  return std::make_unique<MatrixKernel>(
      detail::MatrixProblem(node.op().name, node.attributes(), node.input(0).shape(), right));
}

}  // namespace saem::cpu
