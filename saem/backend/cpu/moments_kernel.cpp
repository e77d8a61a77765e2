#include "saem/backend/cpu/moments_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <type_traits>
#include <vector>

#include "saem/backend/cpu/bfloat16.h"
#include "saem/backend/cpu/dispatch.h"
#include "saem/backend/cpu/row_moments_kernel.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t width = 64;          // accumulators side by side: four vector registers of AVX-512
constexpr std::int64_t column_height = 64;  // elements that go into one of them: a block fits the L1 cache
constexpr std::int64_t chunk = 64 * 1024;   // elements per task

/// The input as it lies in memory: (segments, outer, rows, columns), of which segments and rows are reduced;
/// the result is (outer, columns).
struct Extents {
  std::int64_t segments = 1, outer = 1, rows = 1, columns = 1;
};

/// How the input is cut. A block is at most `block_rows` rows of one segment by one strip of at most `width`
/// columns; blocks are numbered along the rows, segment after segment, and a chunk is a run of them.
struct Cut {
  explicit Cut(const Extents& e)
      : extents(e),
        fold(std::max<std::int64_t>(1, width / e.columns)),
        block_rows(column_height * fold),
        blocks_per_segment((e.rows + block_rows - 1) / block_rows),
        blocks(e.segments * blocks_per_segment),
        strips((e.columns + width - 1) / width),
        blocks_per_chunk(
            std::max<std::int64_t>(1, chunk / (std::min(e.rows, block_rows) * std::min(e.columns, width)))),
        chunks((blocks + blocks_per_chunk - 1) / blocks_per_chunk) {}

  [[nodiscard]] std::int64_t rows_of(std::int64_t block) const {
    return std::min(block_rows, extents.rows - block % blocks_per_segment * block_rows);
  }
  /// Elements from the beginning of the input to the block's first row, in column 0 of outer index 0.
  [[nodiscard]] std::int64_t offset_of(std::int64_t block) const {
    const std::int64_t segment = block / blocks_per_segment;
    return (segment * extents.outer * extents.rows + block % blocks_per_segment * block_rows) *
           extents.columns;
  }

  Extents extents;
  std::int64_t fold;  ///< narrow rows are taken several at a time, so that they fill the accumulators
  std::int64_t block_rows, blocks_per_segment, blocks, strips, blocks_per_chunk, chunks;
};

/// Adds f(x) over the rows of a block into `lanes` accumulators: `rows` rows of `lanes` elements, `stride`
/// apart, and `rest` elements of one more.
template <class T, class F>
SAEM_ALWAYS_INLINE void accumulate(const T* x, std::int64_t rows, std::int64_t lanes, std::int64_t rest,
                                   std::int64_t stride, float* total, F f) {
  if (lanes == width) {  // a count that the compiler knows
    for (std::int64_t r = 0; r < rows; ++r, x += stride) {
      for (std::int64_t l = 0; l < width; ++l) total[l] += f(widen(x[l]), l);
    }
  } else {
    for (std::int64_t r = 0; r < rows; ++r, x += stride) {
      for (std::int64_t l = 0; l < lanes; ++l) total[l] += f(widen(x[l]), l);
    }
  }
  for (std::int64_t l = 0; l < rest; ++l) total[l] += f(widen(x[l]), l);
}

/// Mean and sum of squared deviations of one strip of a chunk. Within a block the deviations are taken from
/// the block's own mean, so that nothing cancels; blocks are joined by the update of Chan, Golub and LeVeque
/// (Algorithms for computing the sample variance, The American Statistician 37, 1983):
/// with d the difference of the means of two parts of n and m elements, the joint mean is mean + d·m/(n + m),
/// and the joint sum is the sum of both and d²·n·m/(n + m).
template <class T>
struct ChunkMoments {
  template <std::int64_t n>
  using Constant = std::integral_constant<std::int64_t, n>;

  /// `memory`: elements of type T; the strip begins at number `offset`.
  SAEM_ALWAYS_INLINE static void run(const Cut& cut, const void* memory, std::int64_t offset,
                                     std::int64_t first, std::int64_t last, std::int64_t columns, float* mean,
                                     float* deviations) {
    const T* x = static_cast<const T*>(memory) + offset;
    // Counts that the compiler knows, for channel blocks and for wide rows.
    if (columns == 16 && cut.extents.columns == 16) {
      strip(cut, x, first, last, Constant<16>(), Constant<width / 16>(), mean, deviations);
    } else if (columns == width) {
      strip(cut, x, first, last, Constant<width>(), Constant<1>(), mean, deviations);
    } else {
      strip(cut, x, first, last, columns, cut.fold, mean, deviations);
    }
  }

  template <class Count, class Fold>
  SAEM_ALWAYS_INLINE static void strip(const Cut& cut, const T* x, std::int64_t first, std::int64_t last,
                                       Count columns, Fold fold, float* mean, float* deviations) {
    const std::int64_t lanes = columns * fold;
    const std::int64_t stride = fold * cut.extents.columns;
    float seen = 0;
    for (std::int64_t block = first; block < last; ++block) {
      const std::int64_t rows = cut.rows_of(block);
      const T* from = x + cut.offset_of(block);
      const std::int64_t whole = rows / fold;
      const std::int64_t rest = rows % fold * columns;
      const auto n = static_cast<float>(rows);

      float total[width] = {};
      accumulate(from, whole, lanes, rest, stride, total,
                 [](float v, std::int64_t) SAEM_ALWAYS_INLINE_LAMBDA { return v; });
      fold_lanes(total, fold, columns);
      float block_mean[width] = {};
      for (std::int64_t f = 0; f < fold; ++f) {
        for (std::int64_t c = 0; c < columns; ++c) block_mean[f * columns + c] = total[c] / n;
      }
      float squares[width] = {};
      accumulate(from, whole, lanes, rest, stride, squares,
                 [&](float v, std::int64_t l) SAEM_ALWAYS_INLINE_LAMBDA {
                   const float d = v - block_mean[l];
                   return d * d;
                 });
      fold_lanes(squares, fold, columns);

      if (block == first) {
        for (std::int64_t c = 0; c < columns; ++c) mean[c] = block_mean[c];
        for (std::int64_t c = 0; c < columns; ++c) deviations[c] = squares[c];
      } else {
        const float part = n / (seen + n);
        for (std::int64_t c = 0; c < columns; ++c) {
          const float d = block_mean[c] - mean[c];
          mean[c] += d * part;
          deviations[c] += squares[c] + d * d * (seen * part);
        }
      }
      seen += n;
    }
  }

  /// Lane l belongs to column l % columns.
  template <class Fold, class Count>
  SAEM_ALWAYS_INLINE static void fold_lanes(float* lanes, Fold fold, Count columns) {
    for (std::int64_t f = 1; f < fold; ++f) {
      for (std::int64_t c = 0; c < columns; ++c) lanes[c] += lanes[f * columns + c];
    }
  }
};
template <class T>
using ChunkVersions = Versions<ChunkMoments<T>, const Cut&, const void*, std::int64_t, std::int64_t,
                               std::int64_t, std::int64_t, float*, float*>;
using ChunkLoop = ChunkVersions<float>::Function;

ChunkLoop loop_for(DType dtype) {
  return dtype == DType::bf16 ? ChunkVersions<BFloat16>::best() : ChunkVersions<float>::best();
}

class MomentsKernel final : public Kernel {
 public:
  MomentsKernel(const Extents& extents, DType dtype) : cut_(extents), loop_(loop_for(dtype)) {
    const std::int64_t results = extents.outer * extents.columns;
    for (std::int64_t c = 0; c < cut_.chunks; ++c) {
      std::int64_t rows = 0;
      for (std::int64_t block = first_block(c); block < first_block(c + 1); ++block)
        rows += cut_.rows_of(block);
      chunk_rows_.push_back(static_cast<double>(rows));
    }
    const auto bytes = static_cast<std::size_t>(results * cut_.chunks) * sizeof(float);
    means_ = scratch_.reserve(bytes);
    deviations_ = scratch_.reserve(bytes);
  }
  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_.bytes(); }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("one pass, {} chunk{}", cut_.chunks, cut_.chunks == 1 ? "" : "s");
  }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override {
    auto* means = reinterpret_cast<float*>(static_cast<std::byte*>(scratch) + means_);
    auto* deviations = reinterpret_cast<float*>(static_cast<std::byte*>(scratch) + deviations_);
    const Extents& e = cut_.extents;
    // Short ones together: each is at most as large as a chunk.
    const std::int64_t work =
        cut_.blocks_per_chunk * std::min(e.rows, cut_.block_rows) * std::min(e.columns, width);
    const std::int64_t together = std::max<std::int64_t>(1, chunk / 4 / work);
    parallel_for(e.outer * cut_.chunks * cut_.strips, together, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t task = begin; task < end; ++task) {
        const std::int64_t column = task % cut_.strips * width;
        const std::int64_t part = task / cut_.strips % cut_.chunks;
        const std::int64_t outer = task / cut_.strips / cut_.chunks;
        const std::int64_t to = (part * e.outer + outer) * e.columns + column;
        loop_(cut_, inputs[0], outer * e.rows * e.columns + column, first_block(part), first_block(part + 1),
              std::min(width, e.columns - column), means + to, deviations + to);
      }
    });
    join(means, deviations, static_cast<float*>(outputs[0]), static_cast<float*>(outputs[1]));
  }

 private:
  [[nodiscard]] std::int64_t first_block(std::int64_t part) const {
    return std::min(part * cut_.blocks_per_chunk, cut_.blocks);
  }

  /// Joins the chunks (chunk, result), in their order and in float64.
  void join(const float* means, const float* deviations, float* mean, float* variance) const {
    const std::int64_t results = cut_.extents.outer * cut_.extents.columns;
    parallel_for(results, width, [&](std::int64_t begin, std::int64_t end) {
      double m[width] = {};
      double s[width] = {};
      double seen = 0;
      for (std::int64_t part = 0; part < cut_.chunks; ++part) {
        const double n = chunk_rows_[static_cast<std::size_t>(part)];
        const double share = n / (seen + n);
        const float* from = means + part * results + begin;
        const float* squares = deviations + part * results + begin;
        for (std::int64_t i = 0; i < end - begin; ++i) {
          const double d = double{from[i]} - m[i];
          m[i] += d * share;
          s[i] += squares[i] + d * d * (seen * share);
        }
        seen += n;
      }
      for (std::int64_t i = 0; i < end - begin; ++i) {
        mean[begin + i] = static_cast<float>(m[i]);
        variance[begin + i] = static_cast<float>(s[i] / seen);
      }
    });
  }

  Cut cut_;
  ChunkLoop loop_;
  std::vector<double> chunk_rows_;
  Scratch scratch_;
  std::size_t means_ = 0;
  std::size_t deviations_ = 0;
};

/// None if the reduced axes lie in memory in more parts than Extents has.
std::optional<Extents> extents_of(const Shape& x, const Layout& layout,
                                  const std::vector<std::int64_t>& axes) {
  const Shape memory = memory_shape(x, layout);
  std::vector<bool> reduced(static_cast<std::size_t>(memory.rank()), false);
  for (const std::int64_t axis : axes) {
    reduced[static_cast<std::size_t>(memory_axis(static_cast<int>(axis), x.rank(), layout))] = true;
    if (!layout.is_plain() && axis == x.rank() - 1) reduced.back() = true;
  }
  // From the last axis on: columns stay, rows go, outer stay, segments go.
  Extents e;
  std::int64_t* const parts[] = {&e.columns, &e.rows, &e.outer, &e.segments};
  std::size_t part = 0;
  for (int axis = memory.rank() - 1; axis >= 0; --axis) {
    if (memory[axis] == 1) continue;
    const bool goes = reduced[static_cast<std::size_t>(axis)];
    if (goes != (part % 2 == 1)) ++part;
    if (part == std::size(parts)) return std::nullopt;
    *parts[part] *= memory[axis];
  }
  return e;
}

bool has_kernel_for_types(const Node& node) {
  const DType x = node.input(0).dtype();
  return (x == DType::f32 || x == DType::bf16) && node.outputs()[0].dtype == DType::f32 &&
         node.outputs()[1].dtype == DType::f32;
}

}  // namespace

std::unique_ptr<Kernel> make_moments_kernel(const Task& task) {
  const Node& node = task.node();
  const Shape& x = node.input(0).shape();
  if (!has_kernel_for_types(node) || x.count() == 0) return nullptr;
  const auto extents = extents_of(x, task.input_layout(0), node.attributes().integers("axes"));
  if (extents && extents->columns == 1 && extents->segments == 1 && extents->rows <= longest_moments_row)
    return make_row_moments_kernel(extents->outer, extents->rows, node.input(0).dtype());
  return extents ? std::make_unique<MomentsKernel>(*extents, node.input(0).dtype()) : nullptr;
}

bool moments_read_blocks(const Node& node) {
  // All axes but the channels: then the results are in the channels' order.
  const Shape& x = node.input(0).shape();
  const std::vector<std::int64_t>& axes = node.attributes().integers("axes");
  return has_kernel_for_types(node) && x.count() > 0 && static_cast<int>(axes.size()) == x.rank() - 1 &&
         (axes.empty() || axes.back() == x.rank() - 2);
}

}  // namespace saem::cpu
