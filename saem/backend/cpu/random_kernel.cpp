#include "saem/backend/cpu/random_kernel.h"

#include <algorithm>
#include <array>

#include "saem/backend/cpu/dispatch.h"
#include "saem/backend/cpu/normal_numbers.h"
#include "saem/backend/cpu/philox_words.h"
#include "saem/backend/cpu/unit_floats.h"
#include "saem/core/parallel.h"
#include "saem/core/random.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t numbers_per_tile = 1024;  // numbers whose words are on the stack at a time
constexpr std::int64_t numbers_per_task = 16 * numbers_per_tile;  // per thread

using ToUnitFloats = Versions<UnitFloats, const std::uint32_t*, float*, std::int64_t>;

class RandomKernel final : public Kernel {
 public:
  using Convert = void (*)(const std::uint32_t* words, float* y, std::int64_t n);
  RandomKernel(std::int64_t count, Convert convert) : count_(count), convert_(convert) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const PhiloxStream stream = stream_of(static_cast<const std::int64_t*>(inputs[0]));
    auto* y = static_cast<float*>(outputs[0]);
    parallel_for(count_, numbers_per_task, [&](std::int64_t begin, std::int64_t end) {
      alignas(64) std::array<std::uint32_t, numbers_per_tile> words;
      for (std::int64_t i = begin; i < end; i += numbers_per_tile) {
        philox_words(stream, i / 4, numbers_per_tile / 4, words.data());
        convert_(words.data(), y + i, std::min(numbers_per_tile, end - i));
      }
    });
  }

 private:
  std::int64_t count_;
  Convert convert_;
};

}  // namespace

std::unique_ptr<Kernel> make_random_kernel(const Node& node) {
  const bool is_normal = node.op().name == "random_normal";
  return std::make_unique<RandomKernel>(node.outputs().front().shape.count(),
                                        is_normal ? normal_numbers : ToUnitFloats::best());
}

}  // namespace saem::cpu
