#include "saem/backend/cpu/fused/tile_program.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "saem/backend/cpu/fused/tile_convert.h"
#include "saem/backend/cpu/fused/vector_math.h"
#include "saem/ops/elementwise_steps.h"
#include "saem/passes/reading.h"

namespace saem::cpu {
namespace {

void copy_tile(const float* const* in, float* out, std::int64_t n) {
  std::memcpy(out, in[0], static_cast<std::size_t>(n) * sizeof(float));
}
void not_zero_tile(const float* const* in, float* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) out[i] = in[0][i] != 0.0F ? 1.0F : 0.0F;
}

TileLoop tile_loop_of(const Node& node) {
  if (is_stretch(node)) return copy_tile;
  if (node.op().name == "cast") return node.outputs()[0].dtype == DType::boolean ? not_zero_tile : copy_tile;
  if (const TileLoop fast = vector_math(node.op().name)) return fast;
  return node.op().reference.tile;
}

TileSteps steps_of(const Node& node) {
  constexpr auto same = [](float x) { return x; };
  constexpr auto is_set = [](float x) { return x != 0.0F; };
  if (is_stretch(node)) return detail::Steps<1, decltype(same)>::best();
  if (node.op().name == "cast") {
    return node.outputs()[0].dtype == DType::boolean ? detail::Steps<1, decltype(is_set)>::best()
                                                     : detail::Steps<1, decltype(same)>::best();
  }
  return node.op().reference.steps;
}

/// Row-major, unless the group is written, or at least read, in channel blocks.
Layout layout_of(const Task& task) {
  const Shape& shape = group_shape(task);
  for (std::size_t o = 0; o < task.outputs.size(); ++o) {
    if (task.outputs[o].shape() == shape) return task.output_layout(o);
  }
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    if (!task.input_layout(i).is_plain()) return task.input_layout(i);
  }
  return {};
}

class ProgramReader {
 public:
  explicit ProgramReader(const Task& task)
      : task_(task),
        program_{.layout = layout_of(task),
                 .size = group_shape(task).count(),
                 .random = TileRandom(group_shape(task), layout_of(task)),
                 .loads = {},
                 .instructions = {},
                 .sums = {},
                 .output_types = {}} {}

  TileProgram read() {
    find_loads();
    const bool lone = task_.nodes.size() == 1;
    for (const auto& node : task_.nodes) {
      if (is_tile_sum(*node)) {
        program_.sums.push_back(
            {TileSum(*node, program_.layout), value_of(node->input(0)), output_of(*node)});
      } else if (!is_reading(*node) || lone) {
        add_instruction(*node);
      }
    }
    // Sums read a load when all instructions have run.
    for (const auto& sum : program_.sums)
      mark_read(sum.value, static_cast<int>(program_.instructions.size()));
    for (const Tensor& output : task_.outputs) program_.output_types.push_back(output.dtype());
    return std::move(program_);
  }

 private:
  /// Loads come first in the numbering, so they are found before any instruction is made.
  void find_loads() {
    for (const auto& node : task_.nodes) inside_.insert_or_assign(node.get(), -1);
    const bool lone = task_.nodes.size() == 1;
    for (const auto& node : task_.nodes) {
      if (is_tile_source(*node) || (is_reading(*node) && !lone)) continue;
      for (const Tensor& input : node->inputs()) {
        const bool is_inside = inside_.contains(&input.node());
        const Tensor& read = is_inside && is_reading(input.node()) ? input.node().input(0) : input;
        if (!inside_.contains(&read.node())) add_load(read);
      }
    }
  }

  [[nodiscard]] int input_of(const Tensor& tensor) const {
    const auto same = [&](const Tensor& t) { return t.same_as(tensor); };
    return static_cast<int>(std::ranges::find_if(task_.inputs, same) - task_.inputs.begin());
  }

  void add_load(const Tensor& tensor) {
    const int input = input_of(tensor);
    const auto known = [&](const TileProgram::Load& load) { return load.input == input; };
    if (std::ranges::any_of(program_.loads, known)) return;
    program_.loads.push_back({TileLoad(tensor.type(), task_.input_layout(static_cast<std::size_t>(input)),
                                       group_shape(task_), program_.layout),
                              input});
  }

  [[nodiscard]] int value_of(const Tensor& tensor) const {
    const auto found = inside_.find(&tensor.node());
    if (found != inside_.end() && found->second >= 0) return found->second;
    if (found != inside_.end() && is_reading(tensor.node())) return value_of(tensor.node().input(0));
    const int input = input_of(tensor);
    const auto at = std::ranges::find(program_.loads, input, &TileProgram::Load::input);
    return static_cast<int>(at - program_.loads.begin());
  }

  void mark_read(int value, int reader) {
    if (value < static_cast<int>(program_.loads.size()))
      program_.loads[static_cast<std::size_t>(value)].last_read = reader;
  }

  [[nodiscard]] int output_of(const Node& node) const {
    for (std::size_t o = 0; o < task_.outputs.size(); ++o) {
      if (&task_.outputs[o].node() == &node) return static_cast<int>(o);
    }
    return -1;
  }

  [[nodiscard]] bool is_read_inside(const Node& node) const {
    return std::ranges::any_of(task_.nodes, [&](const auto& reader) {
      return std::ranges::any_of(reader->inputs(), [&](const Tensor& t) { return &t.node() == &node; });
    });
  }

  void add_instruction(const Node& node) {
    TileProgram::Instruction instruction;
    instruction.op = &node.op();
    const auto number = program_.instructions.size();
    if (is_tile_source(node)) {
      instruction.in[0] = input_of(node.input(0));
    } else {
      instruction.loop = tile_loop_of(node);
      instruction.steps = steps_of(node);
      for (const Tensor& input : node.inputs()) {
        const int value = value_of(input);
        instruction.in[instruction.count++] = value;
        mark_read(value, static_cast<int>(number));
      }
    }
    instruction.output = output_of(node);
    instruction.rounds = node.outputs()[0].dtype == DType::bf16 && is_read_inside(node);
    inside_[&node] = static_cast<int>(program_.result(number));
    program_.instructions.push_back(instruction);
  }

  const Task& task_;
  TileProgram program_;
  std::unordered_map<const Node*, int> inside_;  ///< the value that a node makes; -1 for a stretch
};

}  // namespace

bool is_tile_source(const Node& node) { return node.op().name == "random_uniform"; }

bool is_tile_node(const Node& node) { return is_fusable(node) || is_tile_source(node) || is_tile_sum(node); }

bool is_tile_group(const Task& task) {
  const bool lone = task.nodes.size() == 1;
  return std::ranges::all_of(
      task.nodes, [&](const auto& node) { return lone ? is_fusable(*node) : is_tile_node(*node); });
}

const Shape& group_shape(const Task& task) {
  for (const auto& node : task.nodes) {
    if ((is_fusable(*node) && (!is_reading(*node) || task.nodes.size() == 1)) || is_tile_source(*node))
      return node->outputs()[0].shape;
  }
  return task.nodes.front()->input(0).shape();  // reductions only
}

TileProgram read_program(const Task& task) { return ProgramReader(task).read(); }

}  // namespace saem::cpu
