#include <algorithm>
#include <cstring>

#include "saem/backend/cpu/index_list.h"
#include "saem/backend/cpu/indexing_kernel.h"

namespace saem::cpu {
namespace {

using detail::AxisView;
using detail::place_of;

constexpr std::int64_t bytes_per_task = 65536;

/// Rows of x (outer, extent, row) by number. A row of one Unit is copied as such, others by memcpy.
template <class Index, class Unit>
class GatherKernel final : public Kernel {
 public:
  GatherKernel(const Node& node, const AxisView& x, std::size_t item)
      : bounds_(node, x.extent),
        x_(x),
        count_(node.input(1).shape().count()),
        row_(static_cast<std::size_t>(x.inner) * item) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* x = static_cast<const std::byte*>(inputs[0]);
    const auto* indices = static_cast<const Index*>(inputs[1]);
    auto* y = static_cast<std::byte*>(outputs[0]);
    bounds_.require(indices, count_);
    if (row_ == 0) return;
    const auto row = static_cast<std::int64_t>(row_);
    parallel_for(x_.outer * count_, std::max<std::int64_t>(1, bytes_per_task / row),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t i = begin; i < end; ++i) {
                     const std::int64_t place = place_of(indices[i % count_], x_.extent);
                     const std::byte* from = x + (i / count_ * x_.extent + place) * row;
                     // A length that the compiler knows makes this one instruction.
                     if (row_ == sizeof(Unit)) {
                       std::memcpy(y + i * row, from, sizeof(Unit));
                     } else {
                       std::memcpy(y + i * row, from, row_);
                     }
                   }
                 });
  }

 private:
  IndexBounds bounds_;
  AxisView x_;
  std::int64_t count_;
  std::size_t row_;
};

template <class Index, class Unit>
class AlongAxisKernel final : public Kernel {
 public:
  AlongAxisKernel(const Node& node, const AxisView& x, std::int64_t count)
      : bounds_(node, x.extent), x_(x), count_(count) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* x = static_cast<const Unit*>(inputs[0]);
    const auto* indices = static_cast<const Index*>(inputs[1]);
    auto* y = static_cast<Unit*>(outputs[0]);
    bounds_.require(indices, x_.outer * count_ * x_.inner);
    constexpr std::int64_t elements = bytes_per_task / static_cast<std::int64_t>(sizeof(Unit));
    parallel_for(x_.outer * count_, std::max<std::int64_t>(1, elements / std::max<std::int64_t>(1, x_.inner)),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t row = begin; row < end; ++row) {
                     const Unit* from = x + row / count_ * x_.extent * x_.inner;
                     for (std::int64_t i = 0; i < x_.inner; ++i) {
                       const std::int64_t place = place_of(indices[row * x_.inner + i], x_.extent);
                       y[row * x_.inner + i] = from[place * x_.inner + i];
                     }
                   }
                 });
  }

 private:
  IndexBounds bounds_;
  AxisView x_;
  std::int64_t count_;  ///< indices along the axis
};

template <class Index, class Unit>
std::unique_ptr<Kernel> make(const Node& node) {
  const int axis = static_cast<int>(node.attributes().integer("axis"));
  const AxisView x(node.input(0).shape(), axis);
  if (node.op().name == "gather")
    return std::make_unique<GatherKernel<Index, Unit>>(node, x, item_size(node.input(0).dtype()));
  return std::make_unique<AlongAxisKernel<Index, Unit>>(node, x, node.input(1).shape()[axis]);
}

}  // namespace

std::unique_ptr<Kernel> make_gather_kernel(const Task& task) {
  const Node& node = task.node();
  return with_index_type(node.input(1).dtype(), [&](auto index) -> std::unique_ptr<Kernel> {
    using Index = decltype(index);
    switch (item_size(node.input(0).dtype())) {
      case 1:
        return make<Index, std::uint8_t>(node);
      case 2:
        return make<Index, std::uint16_t>(node);
      case 4:
        return make<Index, std::uint32_t>(node);
      default:
        return make<Index, std::uint64_t>(node);
    }
  });
}

}  // namespace saem::cpu
