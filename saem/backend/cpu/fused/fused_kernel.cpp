#include "saem/backend/cpu/fused/fused_kernel.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <unordered_map>

#include "saem/backend/cpu/fused/tile_load.h"
#include "saem/backend/cpu/fused/vector_math.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "saem/passes/grouping.h"

namespace saem::cpu {
namespace {

void copy_tile(const float* const* in, float* out, std::int64_t n) {
  std::memcpy(out, in[0], static_cast<std::size_t>(n) * sizeof(float));
}
void not_zero_tile(const float* const* in, float* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) out[i] = in[0][i] != 0.0F ? 1.0F : 0.0F;
}

constexpr int max_inputs = 3;

/// One vector loop over a tile. Values are numbered: first the loads, then the results of the instructions.
struct Instruction {
  TileLoop loop = nullptr;
  int count = 0;
  int in[max_inputs] = {};
  int out = 0;
  int output = -1;  ///< the task output that it is written to, if any
};

struct Load {
  TileLoad how;
  int input;      ///< which task input
  int slot = -1;  ///< scratch buffer; -1 if read where it is
  int last_read = -1;
};

class FusedKernel final : public Kernel {
 public:
  FusedKernel(const Task& task) : size_(task.node().outputs()[0].shape.count()) {
    read_nodes(task);
    choose_tile();
    assign_slots();
  }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    if (size_ == 0) return;
    // Blocks are whole tiles: what a tile holds never depends on the number of threads.
    constexpr std::int64_t elements_per_block = 32768;
    const std::int64_t block = std::max<std::int64_t>(1, elements_per_block / tile_) * tile_;
    parallel_for(size_, block,
                 [&](std::int64_t begin, std::int64_t end) { run_block(inputs, outputs, begin, end); });
  }

  [[nodiscard]] bool can_run_in_place() const override { return true; }

 private:
  void read_nodes(const Task& task) {
    const Shape& shape = task.node().outputs()[0].shape;
    std::unordered_map<const Node*, int>
        value_of;  // instructions' results; loads are found by (input, stretched or not)
    struct Pending {
      const Node* node;
      std::vector<int> in;
    };
    // Loads come first in the numbering, so instructions are numbered after all loads are known.
    const auto load_of = [&](const Tensor& tensor) -> int {
      for (std::size_t i = 0; i < task.inputs.size(); ++i) {
        if (!task.inputs[i].same_as(tensor)) continue;
        for (std::size_t l = 0; l < loads_.size(); ++l) {
          if (loads_[l].input == static_cast<int>(i)) return static_cast<int>(l);
        }
        loads_.push_back({TileLoad(tensor.shape(), shape, tensor.dtype()), static_cast<int>(i)});
        return static_cast<int>(loads_.size() - 1);
      }
      return -1;
    };
    std::vector<Pending> pending;
    std::unordered_map<const Node*, std::size_t> instruction_of;
    constexpr int instruction_base = 1 << 20;  // told apart from loads until the number of loads is known
    const bool lone_stretch = task.nodes.size() == 1 && is_stretch(task.node());
    for (const auto& node : task.nodes) {
      if (is_stretch(*node) && !lone_stretch) continue;
      Pending p{node.get(), {}};
      for (const Tensor& input : node->inputs()) {
        const auto inside = instruction_of.find(&input.node());
        if (inside != instruction_of.end()) {
          p.in.push_back(instruction_base + static_cast<int>(inside->second));
        } else if (is_stretch(input.node()) && load_of(input) < 0) {
          p.in.push_back(load_of(input.node().input(0)));
        } else {
          p.in.push_back(load_of(input));
        }
      }
      instruction_of[node.get()] = pending.size();
      pending.push_back(std::move(p));
    }
    const int base = static_cast<int>(loads_.size());
    for (const Pending& p : pending) {
      Instruction instruction;
      instruction.loop = loop_of(*p.node);
      instruction.count = static_cast<int>(p.in.size());
      for (std::size_t i = 0; i < p.in.size(); ++i) {
        instruction.in[i] = p.in[i] >= instruction_base ? base + p.in[i] - instruction_base : p.in[i];
        if (instruction.in[i] < base)
          loads_[static_cast<std::size_t>(instruction.in[i])].last_read =
              static_cast<int>(instructions_.size());
      }
      instruction.out = base + static_cast<int>(instructions_.size());
      for (std::size_t o = 0; o < task.outputs.size(); ++o) {
        if (&task.outputs[o].node() == p.node) instruction.output = static_cast<int>(o);
      }
      instructions_.push_back(instruction);
    }
    for (const Tensor& output : task.outputs) boolean_output_.push_back(output.dtype() == DType::boolean);
  }

  static TileLoop loop_of(const Node& node) {
    if (is_stretch(node)) return copy_tile;
    if (node.op().name == "cast")
      return node.outputs()[0].dtype == DType::boolean ? not_zero_tile : copy_tile;
    if (const TileLoop fast = vector_math(node.op().name)) return fast;
    return node.op().reference.tile;
  }

  /// About 1024 elements; a multiple of the periods of stretched inputs (a bias) where that is possible, so
  /// that these are laid out once and not per tile.
  void choose_tile() {
    constexpr std::int64_t usual = 1024;
    constexpr std::int64_t longest = 4096;
    std::int64_t common = 1;
    for (const Load& load : loads_) {
      const std::int64_t period = load.how.period();
      if (period > 0 && std::lcm(common, period) <= longest) common = std::lcm(common, period);
    }
    tile_ = common * std::max<std::int64_t>(1, usual / common);
  }

  /// A scratch buffer per load that needs one, and per instruction by linear scan: a buffer is free again
  /// after the last reader.
  void assign_slots() {
    const std::size_t values = loads_.size() + instructions_.size();
    std::vector<int> last_use(values, -1);
    for (std::size_t k = 0; k < instructions_.size(); ++k) {
      for (int i = 0; i < instructions_[k].count; ++i)
        last_use[static_cast<std::size_t>(instructions_[k].in[i])] = static_cast<int>(k);
    }
    for (Load& load : loads_) {
      if (!load.how.is_direct()) load.slot = slots_++;
    }
    slot_of_.assign(values, -1);
    std::vector<int> free;
    for (std::size_t k = 0; k < instructions_.size(); ++k) {
      int& slot = slot_of_[static_cast<std::size_t>(instructions_[k].out)];
      if (free.empty()) {
        slot = slots_++;
      } else {
        slot = free.back();
        free.pop_back();
      }
      for (int i = 0; i < instructions_[k].count; ++i) {
        const auto value = static_cast<std::size_t>(instructions_[k].in[i]);
        bool repeated = false;
        for (int j = 0; j < i; ++j) repeated = repeated || instructions_[k].in[j] == instructions_[k].in[i];
        const bool is_output = value >= loads_.size() && instructions_[value - loads_.size()].output >= 0;
        // Outputs keep their buffer to the end of the tile: they may be stored only then.
        if (!repeated && !is_output && value >= loads_.size() && last_use[value] == static_cast<int>(k))
          free.push_back(slot_of_[value]);
      }
    }
  }

  /// An output is written where it belongs at once, unless an input that lies in the same memory is still to
  /// be read.
  [[nodiscard]] bool write_direct(std::size_t instruction, std::span<const void* const> inputs,
                                  std::span<void* const> outputs) const {
    const int output = instructions_[instruction].output;
    if (output < 0 || boolean_output_[static_cast<std::size_t>(output)]) return false;
    return std::none_of(loads_.begin(), loads_.end(), [&](const Load& load) {
      return inputs[static_cast<std::size_t>(load.input)] == outputs[static_cast<std::size_t>(output)] &&
             load.last_read > static_cast<int>(instruction);
    });
  }

  void run_block(std::span<const void* const> inputs, std::span<void* const> outputs, std::int64_t begin,
                 std::int64_t end) const {
    thread_local std::vector<float> scratch;
    thread_local std::vector<float*> place;
    thread_local std::vector<char> direct;
    const std::size_t needed = static_cast<std::size_t>(slots_) * static_cast<std::size_t>(tile_) + 16;
    if (scratch.size() < needed) scratch.resize(needed);
    place.resize(loads_.size() + instructions_.size());
    direct.resize(instructions_.size());
    float* const buffers = align(scratch.data());

    for (std::size_t l = 0; l < loads_.size(); ++l) {
      const Load& load = loads_[l];
      if (load.slot < 0) continue;
      place[l] = buffers + load.slot * tile_;
      if (repeats(load))
        load.how.fill(inputs[static_cast<std::size_t>(load.input)], 0, std::min(tile_, end - begin),
                      place[l]);
    }
    for (std::size_t k = 0; k < instructions_.size(); ++k) {
      direct[k] = write_direct(k, inputs, outputs);
      place[loads_.size() + k] = buffers + slot_of_[loads_.size() + k] * tile_;
    }

    for (std::int64_t at = begin; at < end; at += tile_) {
      const std::int64_t n = std::min(tile_, end - at);
      for (std::size_t l = 0; l < loads_.size(); ++l) {
        const Load& load = loads_[l];
        const void* input = inputs[static_cast<std::size_t>(load.input)];
        if (load.slot < 0) {
          place[l] = const_cast<float*>(static_cast<const float*>(input)) + at;  // only ever read
        } else if (!repeats(load)) {
          load.how.fill(input, at, n, place[l]);
        }
      }
      for (std::size_t k = 0; k < instructions_.size(); ++k) {
        const Instruction& instruction = instructions_[k];
        const auto out = static_cast<std::size_t>(instruction.out);
        if (direct[k])
          place[out] = static_cast<float*>(outputs[static_cast<std::size_t>(instruction.output)]) + at;
        const float* in[max_inputs];
        for (int i = 0; i < instruction.count; ++i)
          in[i] = place[static_cast<std::size_t>(instruction.in[i])];
        instruction.loop(in, place[out], n);
      }
      store_late_outputs(outputs, at, n, place, direct);
    }
  }

  void store_late_outputs(std::span<void* const> outputs, std::int64_t at, std::int64_t n,
                          const std::vector<float*>& place, const std::vector<char>& direct) const {
    for (std::size_t k = 0; k < instructions_.size(); ++k) {
      if (instructions_[k].output < 0 || direct[k]) continue;
      const auto output = static_cast<std::size_t>(instructions_[k].output);
      const float* from = place[static_cast<std::size_t>(instructions_[k].out)];
      if (boolean_output_[output]) {
        bool* to = static_cast<bool*>(outputs[output]) + at;
        for (std::int64_t i = 0; i < n; ++i) to[i] = from[i] != 0.0F;
      } else {
        std::memcpy(static_cast<float*>(outputs[output]) + at, from,
                    static_cast<std::size_t>(n) * sizeof(float));
      }
    }
  }

  /// True if all tiles read the same numbers.
  [[nodiscard]] bool repeats(const Load& load) const {
    return load.how.period() > 0 && tile_ % load.how.period() == 0;
  }

  static float* align(float* p) {
    return reinterpret_cast<float*>((reinterpret_cast<std::uintptr_t>(p) + 63) / 64 * 64);
  }

  std::int64_t size_;
  std::int64_t tile_ = 0;
  int slots_ = 0;
  std::vector<Load> loads_;
  std::vector<Instruction> instructions_;
  std::vector<int> slot_of_;
  std::vector<char> boolean_output_;
};

}  // namespace

std::unique_ptr<Kernel> make_fused_kernel(const Task& task) {
  const bool fusable =
      std::all_of(task.nodes.begin(), task.nodes.end(), [](const auto& node) { return is_fusable(*node); });
  return fusable ? std::make_unique<FusedKernel>(task) : nullptr;
}

}  // namespace saem::cpu
