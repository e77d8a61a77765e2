#include "saem/backend/cpu/reduction_kernel.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "saem/backend/cpu/dispatch.h"
#include "saem/backend/cpu/node_checks.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/backend/cpu/zero_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t width = 64;    // accumulators side by side: four vector registers of AVX-512
constexpr std::int64_t height = 256;  // elements that go into one of them

struct Sum {
  template <class T>
  SAEM_ALWAYS_INLINE static T join(T a, T b) {
    return a + b;
  }
  static constexpr float start = 0.0F;
};
struct Max {
  template <class T>
  SAEM_ALWAYS_INLINE static T join(T a, T b) {
    const T ordered = b <= a ? a : b;
    return a != a ? a : ordered;
  }  // a NaN is larger than everything
  static constexpr float start = -std::numeric_limits<float>::infinity();
};

// Reduces `rows` rows of `columns` ≤ width elements, `stride` apart, to one row.
template <class Op>
struct Block {
  SAEM_ALWAYS_INLINE static void run(const float* x, std::int64_t rows, std::int64_t columns,
                                     std::int64_t stride, float* y) {
    float total[width];
    for (float& t : total) t = Op::start;
    if (columns == width) {  // a count that the compiler knows
      for (std::int64_t r = 0; r < rows; ++r, x += stride) {
        for (std::int64_t c = 0; c < width; ++c) total[c] = Op::join(total[c], x[c]);
      }
    } else {
      for (std::int64_t r = 0; r < rows; ++r, x += stride) {
        for (std::int64_t c = 0; c < columns; ++c) total[c] = Op::join(total[c], x[c]);
      }
    }
    for (std::int64_t c = 0; c < columns; ++c) y[c] = total[c];
  }
};
using BlockLoop =
    Versions<Block<Sum>, const float*, std::int64_t, std::int64_t, std::int64_t, float*>::Function;

// x (outer, reduced, inner) → (outer, inner).
struct Pass {
  std::int64_t outer, reduced, inner;
};

// Adjacent axes of one kind are one axis; the last group of reduced axes goes first. Between two passes a
// value is rounded to float32 once.
std::vector<Pass> passes_for(const Shape& x, const std::vector<std::int64_t>& axes) {
  struct Group {
    bool reduced;
    std::int64_t extent;
  };
  std::vector<Group> groups;
  for (int axis = 0; axis < x.rank(); ++axis) {
    if (x[axis] == 1) continue;
    const bool reduced = std::ranges::find(axes, axis) != axes.end();
    if (!groups.empty() && groups.back().reduced == reduced) {
      groups.back().extent *= x[axis];
    } else {
      groups.push_back({reduced, x[axis]});
    }
  }
  std::vector<Pass> passes;
  std::int64_t inner = 1;
  while (!groups.empty()) {
    const Group last = groups.back();
    groups.pop_back();
    if (!last.reduced) {
      inner *= last.extent;
      continue;
    }
    std::int64_t outer = 1;
    for (const Group& group : groups) outer *= group.extent;
    passes.push_back({outer, last.extent, inner});
  }
  return passes;
}

// The last axis is not reduced: accumulators lie along it. Blocks of rows give partial results (outer,
// blocks, inner).
template <class Op>
void reduce_columns(const Pass& p, BlockLoop loop, const float* x, float* y, float* partial) {
  const std::int64_t blocks = (p.reduced + height - 1) / height;
  const std::int64_t strips = (p.inner + width - 1) / width;
  float* to = blocks == 1 ? y : partial;
  const std::int64_t work = std::min(height, p.reduced) * std::min(width, p.inner);
  const std::int64_t tasks = std::max<std::int64_t>(1, 8192 / work);
  parallel_for(p.outer * blocks * strips, tasks, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t task = begin; task < end; ++task) {
      const std::int64_t column = task % strips * width;
      const std::int64_t row = task / strips % blocks * height;
      const std::int64_t outer = task / strips / blocks;
      loop(x + (outer * p.reduced + row) * p.inner + column, std::min(height, p.reduced - row),
           std::min(width, p.inner - column), p.inner, to + (task / strips) * p.inner + column);
    }
  });
  if (blocks == 1) return;
  constexpr std::int64_t columns_per_task = 64;
  parallel_for(p.outer * p.inner, columns_per_task, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const float* from = partial + i / p.inner * blocks * p.inner + i % p.inner;
      double total = from[0];
      for (std::int64_t block = 1; block < blocks; ++block)
        total = Op::join(total, double{from[block * p.inner]});
      y[i] = static_cast<float>(total);
    }
  });
}

// Reduces at most width · height contiguous elements.
template <class Op>
double reduce_stretch(BlockLoop loop, const float* x, std::int64_t count) {
  double total = Op::start;
  const std::int64_t rows = count / width;
  if (rows > 0) {
    float lanes[width];
    loop(x, rows, width, width, lanes);
    for (const float lane : lanes) total = Op::join(total, double{lane});
  }
  for (std::int64_t i = rows * width; i < count; ++i) total = Op::join(total, double{x[i]});
  return total;
}

// The last axis is reduced: accumulators are spread over each row. Blocks of a row give partial results.
template <class Op>
void reduce_rows(const Pass& p, BlockLoop loop, const float* x, float* y, float* partial) {
  constexpr std::int64_t stretch = width * height;
  const std::int64_t blocks = (p.reduced + stretch - 1) / stretch;
  float* to = blocks == 1 ? y : partial;
  const std::int64_t tasks = std::max<std::int64_t>(1, 8192 / p.reduced);
  parallel_for(p.outer * blocks, tasks, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t task = begin; task < end; ++task) {
      const std::int64_t first = task % blocks * stretch;
      const float* row = x + task / blocks * p.reduced;
      to[task] =
          static_cast<float>(reduce_stretch<Op>(loop, row + first, std::min(stretch, p.reduced - first)));
    }
  });
  if (blocks == 1) return;
  parallel_for(p.outer, 1, [&](std::int64_t row, std::int64_t) {
    double total = partial[row * blocks];
    for (std::int64_t block = 1; block < blocks; ++block)
      total = Op::join(total, double{partial[row * blocks + block]});
    y[row] = static_cast<float>(total);
  });
}

std::int64_t partial_count(const Pass& p) {
  const std::int64_t block = p.inner == 1 ? width * height : height;
  return p.outer * ((p.reduced + block - 1) / block) * p.inner;
}

template <class Op>
class ReductionKernel final : public Kernel {
 public:
  explicit ReductionKernel(const Node& node)
      : passes_(passes_for(node.input(0).shape(), node.attributes().integers("axes"))),
        count_(node.outputs().front().shape.count()),
        loop_(Versions<Block<Op>, const float*, std::int64_t, std::int64_t, std::int64_t, float*>::best()) {
    std::int64_t partial = 0;
    std::int64_t between = 0;
    for (std::size_t i = 0; i < passes_.size(); ++i) {
      partial = std::max(partial, partial_count(passes_[i]));
      if (i + 1 < passes_.size()) between = std::max(between, passes_[i].outer * passes_[i].inner);
    }
    // Passes read from one of two buffers and write to the other.
    for (std::size_t& place : between_)
      place = scratch_.reserve(static_cast<std::size_t>(between) * sizeof(float));
    partial_ = scratch_.reserve(static_cast<std::size_t>(partial) * sizeof(float));
  }
  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_.bytes(); }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override {
    const auto at = [&](std::size_t place) {
      return reinterpret_cast<float*>(static_cast<std::byte*>(scratch) + place);
    };
    const auto* x = static_cast<const float*>(inputs[0]);
    auto* y = static_cast<float*>(outputs[0]);
    if (passes_.empty()) std::copy_n(x, count_, y);
    for (std::size_t i = 0; i < passes_.size(); ++i) {
      float* to = i + 1 == passes_.size() ? y : at(between_[i % 2]);
      const auto reduce = passes_[i].inner == 1 ? reduce_rows<Op> : reduce_columns<Op>;
      reduce(passes_[i], loop_, x, to, at(partial_));
      x = to;
    }
  }

 private:
  std::vector<Pass> passes_;
  std::int64_t count_;
  BlockLoop loop_;
  Scratch scratch_;
  std::size_t between_[2] = {};
  std::size_t partial_ = 0;
};

class ArgmaxKernel final : public Kernel {
 public:
  explicit ArgmaxKernel(const Shape& x) : rows_(x.slice(0, x.rank() - 1).count()), columns_(x[-1]) {}
  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* x = static_cast<const float*>(inputs[0]);
    auto* y = static_cast<std::int64_t*>(outputs[0]);
    parallel_for(rows_, std::max<std::int64_t>(1, 8192 / columns_),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t row = begin; row < end; ++row) {
                     const float* first = x + row * columns_;
                     std::int64_t best = 0;
                     for (std::int64_t i = 1; i < columns_; ++i) {
                       if (first[i] > first[best]) best = i;
                     }
                     y[row] = best;
                   }
                 });
  }

 private:
  std::int64_t rows_, columns_;
};

}  // namespace

std::unique_ptr<Kernel> make_reduction_kernel(const Node& node) {
  if (!is_float32(node)) return nullptr;
  if (node.input(0).shape().count() == 0)
    return make_zero_kernel(node);  // a maximum of nothing is refused by its op
  if (node.op().name == "max") return std::make_unique<ReductionKernel<Max>>(node);
  return std::make_unique<ReductionKernel<Sum>>(node);
}

std::unique_ptr<Kernel> make_argmax_kernel(const Node& node) {
  const Tensor& x = node.input(0);
  if (x.dtype() != DType::f32 || node.attributes().integer("axis") != x.rank() - 1) return nullptr;
  return std::make_unique<ArgmaxKernel>(x.shape());
}

}  // namespace saem::cpu
