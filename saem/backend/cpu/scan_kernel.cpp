#include "saem/backend/cpu/scan_kernel.h"

#include <algorithm>
#include <array>
#include <type_traits>

#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "saem/ops/index_checks.h"

namespace saem::cpu {
namespace {

/// What a scan carries along: rounding errors of float32 would add up over a long axis.
template <class T>
using Carried = std::conditional_t<std::is_same_v<T, float>, double, T>;

/// Running sums. Integers wrap, as the unsigned ones that carry them do.
template <class T>
struct Sum {
  static constexpr int arity = 1;
  using State =
      std::conditional_t<std::is_same_v<T, std::int64_t>, std::uint64_t,
                         std::conditional_t<std::is_same_v<T, std::int32_t>, std::uint32_t, Carried<T>>>;
  bool exclusive;

  T first(State& state, const T* const* in, std::int64_t i) const {
    state = static_cast<State>(in[0][i]);
    return exclusive ? T{0} : in[0][i];
  }
  T next(State& state, const T* const* in, std::int64_t i) const {
    const State before = state;
    state += static_cast<State>(in[0][i]);
    return static_cast<T>(exclusive ? before : state);
  }
};

/// y = a · y before + b.
template <class T>
struct Recurrence {
  static constexpr int arity = 2;
  using State = Carried<T>;

  T first(State& state, const T* const* in, std::int64_t i) const {
    state = in[1][i];
    return in[1][i];
  }
  T next(State& state, const T* const* in, std::int64_t i) const {
    state = static_cast<State>(in[0][i]) * state + static_cast<State>(in[1][i]);
    return static_cast<T>(state);
  }
};

template <class T, class Step>
class ScanKernel final : public Kernel {
 public:
  ScanKernel(const Node& node, Step step)
      : step_(step),
        x_(node.outputs()[0].shape, static_cast<int>(node.attributes().integer("axis"))),
        reverse_(node.attributes().flag("reverse")) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    std::array<const T*, Step::arity> in;
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<const T*>(inputs[i]);
    auto* y = static_cast<T*>(outputs[0]);
    const std::int64_t strips = (x_.inner + width - 1) / width;
    const std::int64_t work = std::max<std::int64_t>(1, x_.extent * std::min(x_.inner, width));
    parallel_for(x_.outer * strips, std::max<std::int64_t>(1, elements_per_task / work),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t i = begin; i < end; ++i) {
                     const std::int64_t first = i % strips * width;
                     scan(in.data(), y, i / strips * x_.extent * x_.inner + first,
                          std::min(width, x_.inner - first));
                   }
                 });
  }

 private:
  static constexpr std::int64_t elements_per_task = 16384;
  static constexpr std::int64_t width = 128;

  /// Neighbouring lines, from the element at `first` on.
  void scan(const T* const* in, T* y, std::int64_t first, std::int64_t lines) const {
    const std::int64_t stride = reverse_ ? -x_.inner : x_.inner;
    std::int64_t row = reverse_ ? first + (x_.extent - 1) * x_.inner : first;
    std::array<typename Step::State, width> state;
    if (x_.extent == 0) return;
    for (std::int64_t c = 0; c < lines; ++c)
      y[row + c] = step_.first(state[static_cast<std::size_t>(c)], in, row + c);
    for (std::int64_t k = 1; k < x_.extent; ++k) {
      row += stride;
      for (std::int64_t c = 0; c < lines; ++c)
        y[row + c] = step_.next(state[static_cast<std::size_t>(c)], in, row + c);
    }
  }

  Step step_;
  detail::AxisView x_;
  bool reverse_;
};

template <class T>
std::unique_ptr<Kernel> make_sum(const Node& node) {
  const Sum<T> step{node.attributes().flag("exclusive")};
  return std::make_unique<ScanKernel<T, Sum<T>>>(node, step);
}

}  // namespace

std::unique_ptr<Kernel> make_scan_kernel(const Task& task) {
  const Node& node = task.node();
  const DType dtype = node.outputs()[0].dtype;
  if (node.op().name == "linear_recurrence") {
    if (dtype == DType::f32)
      return std::make_unique<ScanKernel<float, Recurrence<float>>>(node, Recurrence<float>{});
    if (dtype == DType::f64)
      return std::make_unique<ScanKernel<double, Recurrence<double>>>(node, Recurrence<double>{});
    return nullptr;
  }
  switch (dtype) {
    case DType::f32:
      return make_sum<float>(node);
    case DType::f64:
      return make_sum<double>(node);
    case DType::i32:
      return make_sum<std::int32_t>(node);
    case DType::i64:
      return make_sum<std::int64_t>(node);
    default:
      return nullptr;
  }
}

}  // namespace saem::cpu
