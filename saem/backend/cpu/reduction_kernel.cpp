#include "saem/backend/cpu/reduction_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <vector>

#include "saem/backend/cpu/reduction_loops.h"
#include "saem/backend/cpu/reduction_passes.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/backend/cpu/zero_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t reduced_per_task = 32768;

std::int64_t tasks_of(std::int64_t elements) {
  return std::max<std::int64_t>(1, reduced_per_task / std::max<std::int64_t>(1, elements));
}

// Rows that lie side by side in one row of accumulators: short rows fill it only together.
std::int64_t rows_side_by_side(const ReductionPass& p) {
  const std::int64_t fold = p.inner < reduction_width ? reduction_width / p.inner : 1;
  return p.reduced >= 4 * fold ? fold : 1;
}

// Blocks into which the reduced axis is cut; each has a partial result.
std::int64_t block_count(const ReductionPass& p) {
  const std::int64_t block =
      p.inner == 1 ? reduction_width * reduction_height : reduction_height * rows_side_by_side(p);
  return (p.reduced + block - 1) / block;
}

// Lane: type of the accumulators and of everything between input and output.
template <class Op, class Lane>
class Reducer {
 public:
  using Total = std::conditional_t<std::is_same_v<Lane, float>, double, Lane>;

  /// `partial`: room for outer · blocks · inner numbers, if there is more than one block.
  template <class In>
  static void run(const ReductionPass& p, const In* x, Lane* y, Lane* partial) {
    const std::int64_t blocks = block_count(p);
    Lane* to = blocks == 1 ? y : partial;
    if (p.inner == 1) {
      reduce_rows(p, blocks, x, to);
    } else if (rows_side_by_side(p) > 1) {
      reduce_short_columns(p, blocks, x, to);
    } else {
      reduce_columns(p, blocks, x, to);
    }
    if (blocks > 1) join_blocks(p, blocks, partial, y);
  }

 private:
  // The last axis is reduced: accumulators are spread over each row.
  template <class In>
  static void reduce_rows(const ReductionPass& p, std::int64_t blocks, const In* x, Lane* to) {
    const auto loop = RowsLoop<Op, In, Lane>::best();
    constexpr std::int64_t stretch = reduction_width * reduction_height;
    if (blocks == 1) {
      parallel_for(p.outer, tasks_of(p.reduced), [&](std::int64_t begin, std::int64_t end) {
        loop(x + begin * p.reduced, end - begin, p.reduced, to + begin);
      });
      return;
    }
    parallel_for(p.outer * blocks, tasks_of(stretch), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t task = begin; task < end; ++task) {
        const std::int64_t first = task % blocks * stretch;
        loop(x + task / blocks * p.reduced + first, 1, std::min(stretch, p.reduced - first), to + task);
      }
    });
  }

  // The last axis is not reduced: accumulators lie along it.
  template <class In>
  static void reduce_columns(const ReductionPass& p, std::int64_t blocks, const In* x, Lane* to) {
    const auto loop = ColumnsLoop<Op, In, Lane>::best();
    const std::int64_t strips = (p.inner + reduction_width - 1) / reduction_width;
    const std::int64_t work = std::min(reduction_height, p.reduced) * std::min(reduction_width, p.inner);
    parallel_for(p.outer * blocks * strips, tasks_of(work), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t task = begin; task < end; ++task) {
        const std::int64_t column = task % strips * reduction_width;
        const std::int64_t row = task / strips % blocks * reduction_height;
        const std::int64_t outer = task / strips / blocks;
        loop(x + (outer * p.reduced + row) * p.inner + column, std::min(reduction_height, p.reduced - row),
             std::min(reduction_width, p.inner - column), p.inner, to + (task / strips) * p.inner + column);
      }
    });
  }

  // The same where several rows fit side by side into the accumulators.
  template <class In>
  static void reduce_short_columns(const ReductionPass& p, std::int64_t blocks, const In* x, Lane* to) {
    const auto loop = ColumnsLoop<Op, In, Lane>::best();
    const std::int64_t fold = rows_side_by_side(p);
    const std::int64_t block = reduction_height * fold;
    const std::int64_t work = std::min(block, p.reduced) * p.inner;
    parallel_for(p.outer * blocks, tasks_of(work), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t task = begin; task < end; ++task) {
        const std::int64_t row = task % blocks * block;
        const In* from = x + (task / blocks * p.reduced + row) * p.inner;
        const std::int64_t rows = std::min(block, p.reduced - row);
        const std::int64_t columns = fold * p.inner;
        Lane lanes[reduction_width];
        loop(from, rows / fold, columns, columns, lanes);
        Lane rest[reduction_width];
        loop(from + rows / fold * columns, rows % fold, p.inner, p.inner, rest);
        for (std::int64_t c = 0; c < p.inner; ++c) {
          Total total = rest[c];
          for (std::int64_t i = 0; i < fold; ++i) total = Op::join(total, Total{lanes[i * p.inner + c]});
          to[task * p.inner + c] = static_cast<Lane>(total);
        }
      }
    });
  }

  static void join_blocks(const ReductionPass& p, std::int64_t blocks, const Lane* partial, Lane* y) {
    parallel_for(p.outer * p.inner, tasks_of(blocks), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const Lane* from = partial + i / p.inner * blocks * p.inner + i % p.inner;
        Total total = from[0];
        for (std::int64_t block = 1; block < blocks; ++block)
          total = Op::join(total, Total{from[block * p.inner]});
        y[i] = static_cast<Lane>(total);
      }
    });
  }
};

template <class Op, class T>
class ReductionKernel final : public Kernel {
 public:
  using Lane = std::conditional_t<std::is_same_v<T, std::int32_t>, std::int64_t, T>;

  explicit ReductionKernel(const Task& task)
      : passes_(reduction_passes(task.node().input(0).shape(), task.node().attributes().integers("axes"),
                                 task.input_layout(0))),
        count_(task.node().outputs().front().shape.count()) {
    std::int64_t partial = 0;
    std::int64_t between = 0;
    for (std::size_t i = 0; i < passes_.size(); ++i) {
      const ReductionPass& p = passes_[i];
      if (block_count(p) > 1) partial = std::max(partial, p.outer * block_count(p) * p.inner);
      if (i + 1 < passes_.size() || !std::is_same_v<Lane, T>) between = std::max(between, p.outer * p.inner);
    }
    // Passes read from one of two buffers and write to the other.
    for (std::size_t& place : between_)
      place = scratch_.reserve(static_cast<std::size_t>(between) * sizeof(Lane));
    partial_ = scratch_.reserve(static_cast<std::size_t>(partial) * sizeof(Lane));
  }
  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_.bytes(); }
  [[nodiscard]] std::string describe() const override {
    std::string text;  // pass by pass
    for (const ReductionPass& p : passes_)
      text += fmt::format("{}{} of {}", text.empty() ? "" : ", then ", p.inner == 1 ? "rows" : "columns",
                          p.reduced);
    return text;
  }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override {
    const auto at = [&](std::size_t place) {
      return reinterpret_cast<Lane*>(static_cast<std::byte*>(scratch) + place);
    };
    const auto* x = static_cast<const T*>(inputs[0]);
    auto* y = static_cast<T*>(outputs[0]);
    if (passes_.empty()) {
      std::copy_n(x, count_, y);
      return;
    }
    Lane* from = nullptr;
    for (std::size_t i = 0; i < passes_.size(); ++i) {
      Lane* to = at(between_[i % 2]);
      if constexpr (std::is_same_v<Lane, T>) to = i + 1 == passes_.size() ? y : to;
      if (i == 0) {
        Reducer<Op, Lane>::run(passes_[i], x, to, at(partial_));
      } else {
        Reducer<Op, Lane>::run(passes_[i], static_cast<const Lane*>(from), to, at(partial_));
      }
      from = to;
    }
    if constexpr (!std::is_same_v<Lane, T>) {
      for (std::int64_t i = 0; i < count_; ++i) y[i] = static_cast<T>(from[i]);  // wraps
    }
  }

 private:
  std::vector<ReductionPass> passes_;
  std::int64_t count_;
  Scratch scratch_;
  std::size_t between_[2] = {};
  std::size_t partial_ = 0;
};

template <class Op>
std::unique_ptr<Kernel> make_for_dtype(const Task& task) {
  switch (task.node().input(0).dtype()) {
    case DType::f32:
      return std::make_unique<ReductionKernel<Op, float>>(task);
    case DType::f64:
      return std::make_unique<ReductionKernel<Op, double>>(task);
    case DType::i32:
      return std::make_unique<ReductionKernel<Op, std::int32_t>>(task);
    case DType::i64:
      return std::make_unique<ReductionKernel<Op, std::int64_t>>(task);
    default:
      return nullptr;
  }
}

}  // namespace

bool reduces_blocked(const Node& node) {
  const Shape& x = node.input(0).shape();
  const std::vector<std::int64_t>& axes = node.attributes().integers("axes");
  const auto is_reduced = [&](int axis) { return std::ranges::find(axes, axis) != axes.end(); };
  if (x.rank() < 3 || is_reduced(x.rank() - 1)) return x.rank() >= 3;
  for (int axis = 1; axis < x.rank() - 1; ++axis) {
    if (!is_reduced(axis) && x[axis] != 1) return false;
  }
  return true;
}

std::unique_ptr<Kernel> make_reduction_kernel(const Task& task) {
  const Node& node = task.node();
  if (!task.output_layout().is_plain()) return nullptr;
  if (!task.input_layout(0).is_plain() && !reduces_blocked(node)) return nullptr;
  if (node.input(0).shape().count() == 0)
    return make_zero_kernel(node);  // a maximum of nothing is refused by its op
  return node.op().name == "max" ? make_for_dtype<MaxJoin>(task) : make_for_dtype<SumJoin>(task);
}

}  // namespace saem::cpu
