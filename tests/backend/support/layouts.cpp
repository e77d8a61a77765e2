#include "layouts.h"

#include <cstring>

#include "saem/graph/graph.h"

namespace saem::test {
namespace {

/// Calls f(place in the row-major array, place in memory) for each element.
template <class F>
void for_each_place(const Shape& shape, const Layout& layout, F f) {
  const std::int64_t channels = shape[-1];
  const std::int64_t positions = shape.slice(1, shape.rank() - 1).count();
  const std::int64_t block = layout.channel_block;
  for (std::int64_t n = 0; n < shape[0]; ++n) {
    for (std::int64_t p = 0; p < positions; ++p) {
      for (std::int64_t c = 0; c < channels; ++c) {
        f((n * positions + p) * channels + c,
          ((n * (channels / block) + c / block) * positions + p) * block + c % block);
      }
    }
  }
}

// All bits set are NaN in every floating type.
Array poisoned(const Shape& shape, DType dtype) {
  Array array = Array::uninitialized(shape, dtype);
  if (array.byte_size() > 0) std::memset(array.mutable_bytes(), 0xFF, array.byte_size());
  return array;
}

}  // namespace

Array to_layout(const Array& x, const Layout& layout) {
  if (layout.is_plain()) return x;
  Array memory = Array::uninitialized(memory_shape(x.shape(), layout), x.dtype());
  const std::size_t item = item_size(x.dtype());
  std::byte* to = memory.mutable_bytes();
  for_each_place(x.shape(), layout, [&](std::int64_t plain, std::int64_t place) {
    std::memcpy(to + static_cast<std::size_t>(place) * item,
                x.bytes() + static_cast<std::size_t>(plain) * item, item);
  });
  return memory;
}

Array from_layout(const Array& memory, const Shape& shape, const Layout& layout) {
  if (layout.is_plain()) return memory;
  Array x = Array::uninitialized(shape, memory.dtype());
  const std::size_t item = item_size(x.dtype());
  std::byte* to = x.mutable_bytes();
  for_each_place(shape, layout, [&](std::int64_t plain, std::int64_t place) {
    std::memcpy(to + static_cast<std::size_t>(plain) * item,
                memory.bytes() + static_cast<std::size_t>(place) * item, item);
  });
  return x;
}

Task task_of(const Tensor& y, std::vector<Layout> inputs, Layout output) {
  inputs.resize(y.node().inputs().size());  // those that are not named are row-major
  return {.nodes = {y.node_ptr()},
          .inputs = y.node().inputs(),
          .outputs = {y},
          .input_layouts = std::move(inputs),
          .output_layouts = {output}};
}

std::vector<Array> run_task(Kernel& kernel, const Task& task) {
  std::vector<Array> in, out;
  std::vector<const void*> from;
  std::vector<void*> to;
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    in.push_back(to_layout(task.inputs[i].node().values().front(), task.input_layout(i)));
    from.push_back(in.back().bytes());
  }
  for (std::size_t o = 0; o < task.outputs.size(); ++o) {
    const Tensor& y = task.outputs[o];
    out.push_back(poisoned(memory_shape(y.shape(), task.output_layout(o)), y.dtype()));
    to.push_back(out.back().mutable_bytes());
  }
  Array scratch = poisoned({static_cast<std::int64_t>(kernel.scratch_bytes())}, DType::u8);
  kernel.prepare(from);
  kernel.run(from, to, scratch.mutable_bytes());
  for (std::size_t o = 0; o < out.size(); ++o)
    out[o] = from_layout(out[o], task.outputs[o].shape(), task.output_layout(o));
  return out;
}

}  // namespace saem::test
