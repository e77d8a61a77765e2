#include "saem/backend/cpu/copy_kernel.h"

#include <cstring>
#include <utility>

#include "saem/backend/cpu/strided_copy.h"
#include "saem/core/dtype.h"
#include "saem/core/parallel.h"

namespace saem::cpu {
namespace {

using Integers = std::vector<std::int64_t>;

std::size_t index(int axis) { return static_cast<std::size_t>(axis); }
const Shape& result_shape(const Node& node) { return node.outputs().front().shape; }
std::size_t item_size_of(const Node& node) { return item_size(node.outputs().front().dtype); }

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

std::unique_ptr<Kernel> one_part(const Node& node, const Shape& extents, const Integers& from,
                                 std::int64_t from_first, const Integers& to, std::int64_t to_first,
                                 bool clear) {
  const std::size_t item = item_size_of(node);
  std::vector<CopyKernel::Part> parts;
  parts.push_back({StridedCopy(extents, from, to, item), static_cast<std::size_t>(from_first) * item,
                   static_cast<std::size_t>(to_first) * item});
  const std::size_t bytes = static_cast<std::size_t>(result_shape(node).count()) * item;
  return std::make_unique<CopyKernel>(std::move(parts), clear ? bytes : 0);
}

}  // namespace

std::unique_ptr<Kernel> make_transpose_kernel(const Node& node) {
  const Integers own = row_major(node.input(0).shape());
  Integers from;
  for (const std::int64_t axis : node.attributes().integers("axes"))
    from.push_back(own[static_cast<std::size_t>(axis)]);
  return one_part(node, result_shape(node), from, 0, row_major(result_shape(node)), 0, false);
}

std::unique_ptr<Kernel> make_slice_kernel(const Node& node) {
  Integers from = row_major(node.input(0).shape());
  std::int64_t first = 0;
  for (int axis = 0; axis < result_shape(node).rank(); ++axis) {
    first += node.attributes().integers("begin")[index(axis)] * from[index(axis)];
    from[index(axis)] *= node.attributes().integers("step")[index(axis)];
  }
  return one_part(node, result_shape(node), from, first, row_major(result_shape(node)), 0, false);
}

std::unique_ptr<Kernel> make_pad_kernel(const Node& node) {
  Integers to = row_major(result_shape(node));
  std::int64_t first = 0;
  for (int axis = 0; axis < result_shape(node).rank(); ++axis) {
    first += node.attributes().integers("low")[index(axis)] * to[index(axis)];
    to[index(axis)] *= node.attributes().integers("interior")[index(axis)] + 1;
  }
  const Shape& x = node.input(0).shape();
  return one_part(node, x, row_major(x), 0, to, x.count() == 0 ? 0 : first, true);
}

std::unique_ptr<Kernel> make_concat_kernel(const Node& node) {
  const int axis = static_cast<int>(node.attributes().integer("axis"));
  const Integers to = row_major(result_shape(node));
  const std::size_t item = item_size_of(node);
  std::vector<CopyKernel::Part> parts;
  std::int64_t first = 0;
  for (const Tensor& part : node.inputs()) {
    parts.push_back({StridedCopy(part.shape(), row_major(part.shape()), to, item), 0,
                     static_cast<std::size_t>(first) * item});
    first += part.shape()[axis] * to[index(axis)];
  }
  return std::make_unique<CopyKernel>(std::move(parts), 0);
}

std::unique_ptr<Kernel> make_broadcast_kernel(const Node& node) {
  const Shape& x = node.input(0).shape();
  const Shape& result = result_shape(node);
  const Integers own = row_major(x);
  Integers from(static_cast<std::size_t>(result.rank()), 0);
  for (int axis = 0; axis < x.rank(); ++axis) {
    if (x[axis] != 1) from[index(axis + result.rank() - x.rank())] = own[index(axis)];
  }
  return one_part(node, result, from, 0, row_major(result), 0, false);
}

}  // namespace saem::cpu
