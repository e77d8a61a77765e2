#include "saem/backend/cpu/copy_kernel.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "saem/backend/cpu/strided_copy.h"
#include "saem/core/dtype.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

using Integers = std::vector<std::int64_t>;

std::size_t index(int axis) { return static_cast<std::size_t>(axis); }
const Shape& result_shape(const Node& node) { return node.outputs().front().shape; }
std::size_t item_size_of(const Node& node) { return item_size(node.outputs().front().dtype); }

// Where the elements of a box lie in an array, by its axes. Channels, the last axis, are counted twice: from
// one to the next inside a block, and from block to block.
struct Grid {
  Integers steps;
  std::int64_t block_step = 0;
  std::int64_t first = 0;
};

/// A whole array. `block`: channels per block if any array of the task lies in blocks, otherwise 0.
Grid grid_of(const Shape& shape, const Layout& layout, std::int64_t block) {
  Grid grid;
  if (layout.is_plain()) {
    grid.steps = row_major(shape);
    if (block > 0) grid.block_step = block * grid.steps.back();
    return grid;
  }
  const Integers memory = row_major(memory_shape(shape, layout));
  for (int axis = 0; axis < shape.rank(); ++axis)
    grid.steps.push_back(memory[index(memory_axis(axis, shape.rank(), layout))]);
  grid.block_step = std::exchange(grid.steps.back(), 1);
  return grid;
}

/// Begins the box at `first` elements along an axis, and goes on in steps of `step`.
void move(Grid& grid, int axis, std::int64_t first, std::int64_t step, std::int64_t block) {
  const bool is_channel = block > 0 && index(axis) + 1 == grid.steps.size();
  grid.first += is_channel ? first / block * grid.block_step : first * grid.steps[index(axis)];
  grid.steps[index(axis)] *= step;
  if (is_channel) grid.block_step *= step;
}

// One box per input.
class CopyKernel final : public Kernel {
 public:
  struct Part {
    StridedCopy copy;
    std::size_t from_offset, to_offset;  // bytes
  };
  CopyKernel(std::vector<Part> parts, std::size_t bytes_to_clear)
      : parts_(std::move(parts)), bytes_to_clear_(bytes_to_clear) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    auto* to = static_cast<std::byte*>(outputs[0]);
    constexpr std::int64_t block = 1 << 18;
    parallel_for(static_cast<std::int64_t>(bytes_to_clear_), block,
                 [to](std::int64_t begin, std::int64_t end) {
                   std::memset(to + begin, 0, static_cast<std::size_t>(end - begin));
                 });
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      parts_[i].copy.run(static_cast<const std::byte*>(inputs[i]) + parts_[i].from_offset,
                         to + parts_[i].to_offset);
    }
  }

 private:
  std::vector<Part> parts_;
  std::size_t bytes_to_clear_;
};

CopyKernel::Part part_of(const Shape& extents, const Grid& from, const Grid& to, std::int64_t block,
                         std::size_t item) {
  Shape box = extents;
  Integers from_steps = from.steps;
  Integers to_steps = to.steps;
  if (block > 0) {  // (n, blocks, d1 ..., block): the order in which blocks are written
    box = memory_shape(extents, {block});
    from_steps.insert(from_steps.begin() + 1, from.block_step);
    to_steps.insert(to_steps.begin() + 1, to.block_step);
  }
  const bool is_empty = extents.count() == 0;
  return {StridedCopy(box, from_steps, to_steps, item),
          is_empty ? 0 : static_cast<std::size_t>(from.first) * item,
          is_empty ? 0 : static_cast<std::size_t>(to.first) * item};
}

std::unique_ptr<Kernel> one_part(const Node& node, CopyKernel::Part part, bool clear) {
  const std::size_t bytes = static_cast<std::size_t>(result_shape(node).count()) * item_size_of(node);
  std::vector<CopyKernel::Part> parts;
  parts.push_back(std::move(part));
  return std::make_unique<CopyKernel>(std::move(parts), clear ? bytes : 0);
}

/// Whether the input of a broadcast_to can lie in blocks.
bool keeps_channels(const Shape& x, const Shape& result) {
  return x.rank() == result.rank() && x[-1] == result[-1];
}

/// The size of the blocks in which arrays of the task lie, 0 if all are row-major; none if the kernels do not
/// cover the task's layouts.
std::optional<std::int64_t> block_of(const Task& task) {
  std::int64_t block = 0;
  bool covered = true;
  const auto look_at = [&](const Shape& shape, const Layout& layout) {
    if (layout.is_plain()) return;
    covered = covered && fits(shape, layout) && (block == 0 || block == layout.channel_block);
    block = layout.channel_block;
  };
  const Node& node = task.node();
  look_at(result_shape(node), task.output_layout());
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    look_at(task.inputs[i].shape(), task.input_layout(i));
    if (node.op().name == "broadcast_to" && !task.input_layout(i).is_plain())
      covered = covered && keeps_channels(task.inputs[i].shape(), result_shape(node));
  }
  if (!covered || (block > 0 && !copies_blocked(node, block))) return std::nullopt;
  return block;
}

}  // namespace

bool copies_blocked(const Node& node, std::int64_t block) {
  const Shape& result = result_shape(node);
  if (result.rank() < 3 || result[-1] % block != 0) return false;
  const std::string& op = node.op().name;
  const int channel = result.rank() - 1;
  const auto attribute = [&](const char* name) { return node.attributes().integers(name)[index(channel)]; };
  if (op == "transpose")
    return attribute("axes") == channel && node.attributes().integers("axes").front() == 0;
  if (op == "slice")
    return attribute("step") == 1 && attribute("begin") % block == 0 &&
           node.input(0).shape()[-1] % block == 0;
  if (op == "pad")
    return attribute("interior") == 0 && attribute("low") % block == 0 &&
           node.input(0).shape()[-1] % block == 0;
  if (op == "concat")
    return std::ranges::all_of(node.inputs(), [&](const Tensor& x) { return x.shape()[-1] % block == 0; });
  return op == "broadcast_to";
}

std::unique_ptr<Kernel> make_transpose_kernel(const Task& task) {
  const auto block = block_of(task);
  if (!block) return nullptr;
  const Node& node = task.node();
  const Grid own = grid_of(node.input(0).shape(), task.input_layout(0), *block);
  Grid from = own;
  from.steps.clear();
  for (const std::int64_t axis : node.attributes().integers("axes"))
    from.steps.push_back(own.steps[static_cast<std::size_t>(axis)]);
  const Grid to = grid_of(result_shape(node), task.output_layout(), *block);
  return one_part(node, part_of(result_shape(node), from, to, *block, item_size_of(node)), false);
}

std::unique_ptr<Kernel> make_slice_kernel(const Task& task) {
  const auto block = block_of(task);
  if (!block) return nullptr;
  const Node& node = task.node();
  Grid from = grid_of(node.input(0).shape(), task.input_layout(0), *block);
  for (int axis = 0; axis < result_shape(node).rank(); ++axis) {
    move(from, axis, node.attributes().integers("begin")[index(axis)],
         node.attributes().integers("step")[index(axis)], *block);
  }
  const Grid to = grid_of(result_shape(node), task.output_layout(), *block);
  return one_part(node, part_of(result_shape(node), from, to, *block, item_size_of(node)), false);
}

std::unique_ptr<Kernel> make_pad_kernel(const Task& task) {
  const auto block = block_of(task);
  if (!block) return nullptr;
  const Node& node = task.node();
  const Shape& x = node.input(0).shape();
  Grid to = grid_of(result_shape(node), task.output_layout(), *block);
  for (int axis = 0; axis < x.rank(); ++axis) {
    move(to, axis, node.attributes().integers("low")[index(axis)],
         node.attributes().integers("interior")[index(axis)] + 1, *block);
  }
  const Grid from = grid_of(x, task.input_layout(0), *block);
  return one_part(node, part_of(x, from, to, *block, item_size_of(node)), true);
}

std::unique_ptr<Kernel> make_concat_kernel(const Task& task) {
  const auto block = block_of(task);
  if (!block) return nullptr;
  const Node& node = task.node();
  const int axis = static_cast<int>(node.attributes().integer("axis"));
  std::vector<CopyKernel::Part> parts;
  std::int64_t first = 0;
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    const Shape& part = task.inputs[i].shape();
    Grid to = grid_of(result_shape(node), task.output_layout(), *block);
    move(to, axis, first, 1, *block);
    parts.push_back(
        part_of(part, grid_of(part, task.input_layout(i), *block), to, *block, item_size_of(node)));
    first += part[axis];
  }
  return std::make_unique<CopyKernel>(std::move(parts), 0);
}

std::unique_ptr<Kernel> make_broadcast_kernel(const Task& task) {
  const auto block = block_of(task);
  if (!block) return nullptr;
  const Node& node = task.node();
  const Shape& result = result_shape(node);
  Shape x = node.input(0).shape();
  while (x.rank() < result.rank()) x = x.inserted(0, 1);
  Grid from = grid_of(x, task.input_layout(0), *block);
  for (int axis = 0; axis < x.rank(); ++axis) {
    if (x[axis] == 1) move(from, axis, 0, 0, *block);
  }
  const Grid to = grid_of(result, task.output_layout(), *block);
  return one_part(node, part_of(result, from, to, *block, item_size_of(node)), false);
}

}  // namespace saem::cpu
