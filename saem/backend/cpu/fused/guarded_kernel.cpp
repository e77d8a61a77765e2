#include "saem/backend/cpu/fused/guarded_kernel.h"

#include <algorithm>
#include <utility>

namespace saem::cpu {
namespace {

class GuardedKernel final : public Kernel {
 public:
  GuardedKernel(const TileProgram::Load& guard, std::unique_ptr<Kernel> if_true,
                std::unique_ptr<Kernel> otherwise)
      : guard_(guard), if_true_(std::move(if_true)), otherwise_(std::move(otherwise)) {}

  [[nodiscard]] bool can_write_over(std::size_t input) const override {
    return if_true_->can_write_over(input) && otherwise_->can_write_over(input);
  }
  [[nodiscard]] std::size_t scratch_bytes() const override {
    return std::max(if_true_->scratch_bytes(), otherwise_->scratch_bytes());
  }
  [[nodiscard]] std::string describe() const override { return if_true_->describe() + ", guarded"; }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override {
    float is_true = 0;
    guard_.how.fill(inputs[static_cast<std::size_t>(guard_.input)], 0, 1, &is_true);
    (is_true != 0 ? if_true_ : otherwise_)->run(inputs, outputs, scratch);
  }

 private:
  TileProgram::Load guard_;
  std::unique_ptr<Kernel> if_true_, otherwise_;
};

}  // namespace

std::unique_ptr<Kernel> make_guarded_kernel(const TileProgram::Load& guard, std::unique_ptr<Kernel> if_true,
                                            std::unique_ptr<Kernel> otherwise) {
  return std::make_unique<GuardedKernel>(guard, std::move(if_true), std::move(otherwise));
}

}  // namespace saem::cpu
