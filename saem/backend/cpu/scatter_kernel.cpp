#include <algorithm>
#include <type_traits>

#include "saem/backend/cpu/index_list.h"
#include "saem/backend/cpu/indexing_kernel.h"

namespace saem::cpu {
namespace {

using detail::AxisView;
using detail::place_of;

/// y += x; integers wrap.
template <class T>
void add_to(T& y, T x) {
  if constexpr (std::is_integral_v<T>) {
    using Bits = std::make_unsigned_t<T>;
    y = static_cast<T>(static_cast<Bits>(y) + static_cast<Bits>(x));
  } else {
    y += x;
  }
}

// A piece of the result belongs to one task, which looks at all indices and takes those that are its own: so
// the order of additions is that of the indices whatever the number of threads. To look costs one comparison
// per index and piece, so long slices are what makes pieces worth it.
template <class Index, class T>
class ScatterKernel final : public Kernel {
 public:
  ScatterKernel(const Node& node, const AxisView& y)
      : bounds_(node, y.extent), y_(y), count_(node.input(0).shape().count()) {
    pieces_ = std::clamp<std::int64_t>(y.inner / 4, 1, 16);
    piece_ = std::max<std::int64_t>(1, (y.extent + pieces_ - 1) / pieces_);
    pieces_ = (y.extent + piece_ - 1) / piece_;
  }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* indices = static_cast<const Index*>(inputs[0]);
    const auto* updates = static_cast<const T*>(inputs[1]);
    auto* y = static_cast<T*>(outputs[0]);
    bounds_.require(indices, count_);
    const std::int64_t work = (count_ + y_.extent) / std::max<std::int64_t>(1, pieces_) * y_.inner + count_;
    parallel_for(y_.outer * pieces_, std::max<std::int64_t>(1, 16384 / std::max<std::int64_t>(1, work)),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t i = begin; i < end; ++i) {
                     const std::int64_t o = i / pieces_;
                     const std::int64_t first = i % pieces_ * piece_;
                     add(indices, updates + o * count_ * y_.inner, y + o * y_.extent * y_.inner, first,
                         std::min(first + piece_, y_.extent));
                   }
                 });
  }

 private:
  /// Rows [first, last) of y.
  void add(const Index* indices, const T* updates, T* y, std::int64_t first, std::int64_t last) const {
    std::fill(y + first * y_.inner, y + last * y_.inner, T{0});
    for (std::int64_t k = 0; k < count_; ++k) {
      const std::int64_t place = place_of(indices[k], y_.extent);
      if (place < first || place >= last) continue;
      T* to = y + place * y_.inner;
      const T* from = updates + k * y_.inner;
      for (std::int64_t i = 0; i < y_.inner; ++i) add_to(to[i], from[i]);
    }
  }

  IndexBounds bounds_;
  AxisView y_;
  std::int64_t count_;
  std::int64_t pieces_, piece_;  ///< their number, and rows in each
};

template <class Index, class T>
class AddAlongAxisKernel final : public Kernel {
 public:
  AddAlongAxisKernel(const Node& node, const AxisView& y, std::int64_t count)
      : bounds_(node, y.extent), y_(y), count_(count) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* indices = static_cast<const Index*>(inputs[0]);
    const auto* updates = static_cast<const T*>(inputs[1]);
    auto* y = static_cast<T*>(outputs[0]);
    bounds_.require(indices, y_.outer * count_ * y_.inner);
    const std::int64_t strips = (y_.inner + width - 1) / width;
    const std::int64_t work = std::max<std::int64_t>(1, (count_ + y_.extent) * std::min(y_.inner, width));
    parallel_for(y_.outer * strips, std::max<std::int64_t>(1, 16384 / work),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t i = begin; i < end; ++i) {
                     const std::int64_t o = i / strips;
                     const std::int64_t first = i % strips * width;
                     const std::int64_t from = o * count_ * y_.inner + first;
                     add(indices + from, updates + from, y + o * y_.extent * y_.inner + first,
                         std::min(width, y_.inner - first));
                   }
                 });
  }

 private:
  static constexpr std::int64_t width = 64;

  void add(const Index* indices, const T* updates, T* y, std::int64_t columns) const {
    for (std::int64_t k = 0; k < y_.extent; ++k) std::fill_n(y + k * y_.inner, columns, T{0});
    for (std::int64_t k = 0; k < count_; ++k) {
      for (std::int64_t c = 0; c < columns; ++c) {
        const std::int64_t place = place_of(indices[k * y_.inner + c], y_.extent);
        add_to(y[place * y_.inner + c], updates[k * y_.inner + c]);
      }
    }
  }

  IndexBounds bounds_;
  AxisView y_;
  std::int64_t count_;
};

template <class T>
std::unique_ptr<Kernel> make(const Node& node) {
  const int axis = static_cast<int>(node.attributes().integer("axis"));
  const AxisView y(node.outputs()[0].shape, axis);
  return with_index_type(node.input(0).dtype(), [&](auto index) -> std::unique_ptr<Kernel> {
    using Index = decltype(index);
    if (node.op().name == "scatter_add") return std::make_unique<ScatterKernel<Index, T>>(node, y);
    return std::make_unique<AddAlongAxisKernel<Index, T>>(node, y, node.input(0).shape()[axis]);
  });
}

}  // namespace

std::unique_ptr<Kernel> make_scatter_kernel(const Task& task) {
  switch (task.node().outputs()[0].dtype) {
    case DType::f32:
      return make<float>(task.node());
    case DType::f64:
      return make<double>(task.node());
    case DType::i32:
      return make<std::int32_t>(task.node());
    case DType::i64:
      return make<std::int64_t>(task.node());
    default:
      return nullptr;
  }
}

}  // namespace saem::cpu
