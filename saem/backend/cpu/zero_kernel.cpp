#include "saem/backend/cpu/zero_kernel.h"

#include <cstring>

namespace saem::cpu {
namespace {

class ZeroKernel final : public Kernel {
 public:
  explicit ZeroKernel(std::size_t bytes) : bytes_(bytes) {}
  void run(std::span<const void* const>, std::span<void* const> outputs, void*) override {
    if (bytes_ > 0) std::memset(outputs[0], 0, bytes_);
  }

 private:
  std::size_t bytes_;
};

}  // namespace

std::unique_ptr<Kernel> make_zero_kernel(const Node& node) {
  const TensorType& type = node.outputs().front();
  return std::make_unique<ZeroKernel>(static_cast<std::size_t>(type.shape.count()) * item_size(type.dtype));
}

}  // namespace saem::cpu
