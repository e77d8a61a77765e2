#include "saem/backend/cpu/elementwise_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <type_traits>

#include "saem/core/convert.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t computed_per_task = 16384;
constexpr std::int64_t computed_per_tile = 1024;
constexpr std::size_t max_inputs = 3;

using ConvertLoop = void (*)(const void* from, void* to, std::int64_t n);

template <class T>
using WideType = std::conditional_t<is_floating(dtype_of<T>), double, std::int64_t>;

template <class From, class To>
void convert_loop(const void* from, void* to, std::int64_t n) {
  const auto* x = static_cast<const From*>(from);
  auto* y = static_cast<To*>(to);
  for (std::int64_t i = 0; i < n; ++i) y[i] = convert<To>(x[i]);
}

/// Back from a wide type: integers keep their lowest bits.
template <class To>
void narrow_loop(const void* from, void* to, std::int64_t n) {
  if constexpr (std::is_integral_v<To> && !std::is_same_v<To, bool>) {
    const auto* x = static_cast<const std::int64_t*>(from);
    auto* y = static_cast<To*>(to);
    for (std::int64_t i = 0; i < n; ++i) y[i] = static_cast<To>(x[i]);
  } else {
    convert_loop<WideType<To>, To>(from, to, n);
  }
}

bool is_wide(DType dtype) { return dtype == DType::f64 || dtype == DType::i64; }

ConvertLoop widening(DType dtype) {
  return visit_dtype(
      dtype, []<class T>(std::type_identity<T>) -> ConvertLoop { return convert_loop<T, WideType<T>>; });
}
ConvertLoop narrowing(DType dtype) {
  return visit_dtype(dtype, []<class T>(std::type_identity<T>) -> ConvertLoop { return narrow_loop<T>; });
}
ConvertLoop conversion(DType from, DType to) {
  return visit_dtype(from, [&]<class From>(std::type_identity<From>) {
    return visit_dtype(
        to, []<class To>(std::type_identity<To>) -> ConvertLoop { return convert_loop<From, To>; });
  });
}

const std::byte* at(const void* data, std::int64_t element, std::size_t bytes) {
  return static_cast<const std::byte*>(data) + static_cast<std::size_t>(element) * bytes;
}
std::byte* at(void* data, std::int64_t element, std::size_t bytes) {
  return static_cast<std::byte*>(data) + static_cast<std::size_t>(element) * bytes;
}

class ElementwiseKernel final : public Kernel {
 public:
  ElementwiseKernel(const Task& task, WideLoop loop)
      : loop_(loop),
        size_(task.outputs[0].shape().count()),
        output_bytes_(item_size(task.outputs[0].dtype())),
        narrow_(is_wide(task.outputs[0].dtype()) ? nullptr : narrowing(task.outputs[0].dtype())) {
    for (const Tensor& input : task.node().inputs()) {
      Input& in = inputs_[count_++];
      // A tensor that the op reads twice is one input of the task.
      const auto same = [&](const Tensor& t) { return t.same_as(input); };
      in.number = static_cast<std::size_t>(std::ranges::find_if(task.inputs, same) - task.inputs.begin());
      in.bytes = item_size(input.dtype());
      in.widen = is_wide(input.dtype()) ? nullptr : widening(input.dtype());
    }
  }

  [[nodiscard]] bool can_write_over(std::size_t) const override { return true; }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("tiles of {}", computed_per_tile);
  }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    parallel_for(size_, computed_per_task, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; i += computed_per_tile)
        run_tile(inputs, outputs[0], i, std::min(computed_per_tile, end - i));
    });
  }

 private:
  struct Input {
    std::size_t number = 0;  ///< among the task's inputs
    std::size_t bytes = 0;
    ConvertLoop widen = nullptr;  ///< null: is wide already
  };
  using Tile = std::array<std::int64_t, computed_per_tile>;  // memory for double too

  void run_tile(std::span<const void* const> inputs, void* output, std::int64_t first, std::int64_t n) {
    alignas(64) std::array<Tile, max_inputs + 1> memory;
    std::array<const void*, max_inputs> in;
    for (std::size_t k = 0; k < count_; ++k) {
      in[k] = at(inputs[inputs_[k].number], first, inputs_[k].bytes);
      if (inputs_[k].widen == nullptr) continue;
      inputs_[k].widen(in[k], memory[k].data(), n);
      in[k] = memory[k].data();
    }
    std::byte* to = at(output, first, output_bytes_);
    loop_(in.data(), narrow_ != nullptr ? memory[max_inputs].data() : static_cast<void*>(to), n);
    if (narrow_ != nullptr) narrow_(memory[max_inputs].data(), to, n);
  }

  WideLoop loop_;
  std::int64_t size_;
  std::size_t output_bytes_;
  ConvertLoop narrow_;  ///< null: the output is wide
  std::array<Input, max_inputs> inputs_;
  std::size_t count_ = 0;
};

class CastKernel final : public Kernel {
 public:
  CastKernel(DType from, DType to, std::int64_t size)
      : loop_(conversion(from, to)), from_bytes_(item_size(from)), to_bytes_(item_size(to)), size_(size) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    parallel_for(size_, computed_per_task, [&](std::int64_t begin, std::int64_t end) {
      loop_(at(inputs[0], begin, from_bytes_), at(outputs[0], begin, to_bytes_), end - begin);
    });
  }

 private:
  ConvertLoop loop_;
  std::size_t from_bytes_;
  std::size_t to_bytes_;
  std::int64_t size_;
};

WideLoop loop_of(const Node& node) {
  const WideLoops& loops = node.op().reference.wide;
  const bool floating_in =
      std::ranges::any_of(node.inputs(), [](const Tensor& t) { return is_floating(t.dtype()); });
  if (!floating_in) return is_floating(node.outputs()[0].dtype) ? nullptr : loops.integers;
  return is_floating(node.outputs()[0].dtype) ? loops.floating : loops.tests;
}

}  // namespace

std::unique_ptr<Kernel> make_elementwise_kernel(const Task& task) {
  const Node& node = task.node();
  if (!task.output_layout().is_plain()) return nullptr;
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    if (!task.input_layout(i).is_plain()) return nullptr;
  }
  if (node.op().name == "cast") {
    return std::make_unique<CastKernel>(node.input(0).dtype(), node.outputs()[0].dtype,
                                        node.outputs()[0].shape.count());
  }
  const WideLoop loop = node.inputs().size() <= max_inputs ? loop_of(node) : nullptr;
  return loop == nullptr ? nullptr : std::make_unique<ElementwiseKernel>(task, loop);
}

}  // namespace saem::cpu
