#include "saem/backend/cpu/sort_kernel.h"

#include <algorithm>
#include <bit>
#include <type_traits>

#include "saem/core/convert.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

/// A number that is ordered as x is: NaN is the largest, and -0 is 0.
template <class T>
std::uint32_t key_of(T x) {
  if constexpr (is_half<T>) {
    return key_of(to_float(x));
  } else if constexpr (std::is_same_v<T, float>) {
    constexpr std::uint32_t sign = 0x80000000U;
    if (x != x) return 0xFFFFFFFFU;
    const auto bits = std::bit_cast<std::uint32_t>(x == 0 ? 0.0F : x);
    return (bits & sign) != 0 ? ~bits : bits | sign;
  } else if constexpr (std::is_same_v<T, std::int32_t>) {
    return static_cast<std::uint32_t>(x) ^ 0x80000000U;
  } else {
    return static_cast<std::uint32_t>(x);
  }
}

// The output holds what is sorted while it is sorted, so no other memory is needed. What is smaller comes
// first, and no two are equal: so any sort is a stable one.

/// Element and index in one number: to compare them is one instruction, and nothing is looked up.
template <class T>
struct PackedOrder {
  const T* x;
  bool descending;

  [[nodiscard]] std::uint64_t item(std::int64_t i) const {
    const std::uint32_t key = key_of(x[i]);
    return static_cast<std::uint64_t>(descending ? ~key : key) << 32 | static_cast<std::uint64_t>(i);
  }
  bool operator()(std::uint64_t a, std::uint64_t b) const { return a < b; }
  static std::uint64_t index(std::uint64_t item) { return item & 0xFFFFFFFFU; }
};

/// Only the index, for elements that fill 64 bits, and rows that are too long for the other form.
template <class T>
struct IndirectOrder {
  const T* x;
  bool descending;

  [[nodiscard]] std::uint64_t item(std::int64_t i) const { return static_cast<std::uint64_t>(i); }
  bool operator()(std::uint64_t i, std::uint64_t j) const {
    if constexpr (is_half<T>) {
      return compare(to_float(x[i]), to_float(x[j]), i, j);
    } else {
      return compare(x[i], x[j], i, j);
    }
  }
  static std::uint64_t index(std::uint64_t item) { return item; }

 private:
  template <class V>
  bool compare(V a, V b, std::uint64_t i, std::uint64_t j) const {
    if (a == b || (a != a && b != b)) return i < j;
    const bool before = a < b || b != b;
    return before != descending;
  }
};

template <class Order>
void sort_row(const Order& order, std::uint64_t* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = order.item(i);
  std::sort(y, y + n, order);
  for (std::int64_t i = 0; i < n; ++i) y[i] = Order::index(y[i]);
}

/// The first k of the order: a heap of the best so far, the worst of them on top.
template <class Order>
void best_of_row(const Order& order, std::uint64_t* y, std::int64_t n, std::int64_t k) {
  if (k == 0) return;
  for (std::int64_t i = 0; i < k; ++i) y[i] = order.item(i);
  std::make_heap(y, y + k, order);
  for (std::int64_t i = k; i < n; ++i) {
    const std::uint64_t item = order.item(i);
    if (!order(item, y[0])) continue;
    std::pop_heap(y, y + k, order);
    y[k - 1] = item;
    std::push_heap(y, y + k, order);
  }
  std::sort_heap(y, y + k, order);
  for (std::int64_t i = 0; i < k; ++i) y[i] = Order::index(y[i]);
}

template <class T, class Order>
class SortKernel final : public Kernel {
 public:
  SortKernel(std::int64_t rows, std::int64_t n, std::int64_t k, bool descending)
      : rows_(rows), n_(n), k_(k), descending_(descending) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* x = static_cast<const T*>(inputs[0]);
    auto* y = static_cast<std::uint64_t*>(outputs[0]);  // int64 in the graph: indices are not negative
    parallel_for(rows_, std::max<std::int64_t>(1, 4096 / std::max<std::int64_t>(1, n_)),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t row = begin; row < end; ++row) {
                     const Order order{x + row * n_, descending_};
                     if (k_ == n_) {
                       sort_row(order, y + row * n_, n_);
                     } else {
                       best_of_row(order, y + row * k_, n_, k_);
                     }
                   }
                 });
  }

 private:
  std::int64_t rows_, n_, k_;
  bool descending_;
};

template <class T>
class SearchKernel final : public Kernel {
 public:
  SearchKernel(std::int64_t n, std::int64_t count, bool right) : n_(n), count_(count), right_(right) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* sequence = static_cast<const T*>(inputs[0]);
    const auto* values = static_cast<const T*>(inputs[1]);
    auto* y = static_cast<std::int64_t*>(outputs[0]);
    const auto before = [](T a, T b) { return a < b || (a == a && b != b); };
    parallel_for(count_, 4096, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const T* place = right_ ? std::upper_bound(sequence, sequence + n_, values[i], before)
                                : std::lower_bound(sequence, sequence + n_, values[i], before);
        y[i] = place - sequence;
      }
    });
  }

 private:
  std::int64_t n_, count_;
  bool right_;
};

}  // namespace

std::unique_ptr<Kernel> make_sort_kernel(const Task& task) {
  const Node& node = task.node();
  const Shape& x = node.input(0).shape();
  const bool is_argsort = node.op().name == "argsort";
  const std::int64_t n = x[-1];
  const std::int64_t k = node.outputs()[0].shape[-1];
  const std::int64_t rows = x.slice(0, -1).count();
  const bool descending = !is_argsort || node.attributes().flag("descending");
  return visit_dtype(node.input(0).dtype(), [&]<class T>(std::type_identity<T>) -> std::unique_ptr<Kernel> {
    if constexpr (sizeof(T) <= 4) {
      if (n <= 0xFFFFFFFF) return std::make_unique<SortKernel<T, PackedOrder<T>>>(rows, n, k, descending);
    }
    return std::make_unique<SortKernel<T, IndirectOrder<T>>>(rows, n, k, descending);
  });
}

std::unique_ptr<Kernel> make_search_kernel(const Task& task) {
  const Node& node = task.node();
  const std::int64_t n = node.input(0).shape().count();
  const std::int64_t count = node.input(1).shape().count();
  const bool right = node.attributes().flag("right");
  switch (node.input(0).dtype()) {
    case DType::f32:
      return std::make_unique<SearchKernel<float>>(n, count, right);
    case DType::f64:
      return std::make_unique<SearchKernel<double>>(n, count, right);
    case DType::i32:
      return std::make_unique<SearchKernel<std::int32_t>>(n, count, right);
    case DType::i64:
      return std::make_unique<SearchKernel<std::int64_t>>(n, count, right);
    default:
      return nullptr;
  }
}

}  // namespace saem::cpu
