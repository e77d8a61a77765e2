#include "saem/backend/cpu/resample_kernel.h"

#include <algorithm>
#include <vector>

#include "saem/backend/cpu/dispatch.h"
#include "saem/backend/cpu/node_checks.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "saem/ops/resize_weights.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t products_per_task = 32768;

// y[i] = Σ weights[t] · x[t · stride + i] for i < n. Two taps (linear) are the usual case and take one walk;
// further ones go in pairs.
struct WeightedRows {
  SAEM_ALWAYS_INLINE static void run(const float* x, std::int64_t stride, const float* weights,
                                     std::int64_t taps, std::int64_t n, float* y) {
    std::int64_t t = 2;
    if (taps == 1) {
      for (std::int64_t i = 0; i < n; ++i) y[i] = weights[0] * x[i];
      return;
    }
    for (std::int64_t i = 0; i < n; ++i) y[i] = weights[0] * x[i] + weights[1] * x[stride + i];
    for (; t + 2 <= taps; t += 2) {
      const float* row = x + t * stride;
      for (std::int64_t i = 0; i < n; ++i) y[i] += weights[t] * row[i] + weights[t + 1] * row[stride + i];
    }
    if (t < taps) {
      for (std::int64_t i = 0; i < n; ++i) y[i] += weights[t] * x[t * stride + i];
    }
  }
};

// Arrays seen as (outer, extent, inner, run): channels come in runs that lie together on both sides.
// Row-major arrays of any shape are one run of one channel block.
class ResampleKernel final : public Kernel {
 public:
  explicit ResampleKernel(const Task& task) {
    const Node& node = task.node();
    const Shape& x = node.input(0).shape();
    const int axis = static_cast<int>(node.attributes().integer("axis"));
    extent_ = x[axis];
    size_ = node.attributes().integer("size");
    set_layouts(task, x, axis);
    const detail::ResampleWeights w = detail::resample_weights(node.attributes(), extent_);
    taps_ = w.taps;
    first_ = w.first;
    weights_.assign(w.weights.begin(), w.weights.end());
  }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    if (run_ == 0 || inner_ == 0) return;
    const auto* x = static_cast<const float*>(inputs[0]);
    auto* y = static_cast<float*>(outputs[0]);
    const std::int64_t rows = pictures_ * runs_ * outer_ * size_;
    const std::int64_t block = std::max<std::int64_t>(1, products_per_task / (taps_ * inner_ * run_));
    parallel_for(rows, block, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t row = begin; row < end; ++row) resample(x, y, row);
    });
  }

 private:
  void set_layouts(const Task& task, const Shape& x, int axis) {
    const Layout& in = task.input_layout(0);
    const Layout& out = task.output_layout();
    if (in.is_plain() && out.is_plain()) {
      outer_ = x.slice(0, axis).count();
      inner_ = 1;
      run_ = x_block_ = y_block_ = x.slice(axis + 1, x.rank()).count();
      return;
    }
    const std::int64_t channels = x[-1];
    x_block_ = in.is_plain() ? channels : in.channel_block;
    y_block_ = out.is_plain() ? channels : out.channel_block;
    run_ = std::min(x_block_, y_block_);
    pictures_ = x[0];
    runs_ = channels / run_;
    outer_ = x.slice(1, axis).count();
    inner_ = x.slice(axis + 1, x.rank() - 1).count();
  }

  // One place of the resampled axis, of one run of channels.
  void resample(const float* x, float* y, std::int64_t row) const {
    const std::int64_t o = row % size_;
    const std::int64_t place = row / size_ % outer_;
    const std::int64_t channel = row / size_ / outer_ % runs_ * run_;
    const std::int64_t picture = row / size_ / outer_ / runs_;
    const auto offset = [&](std::int64_t block, std::int64_t extent, std::int64_t at) {
      const std::int64_t places = outer_ * extent * inner_;
      return (picture * runs_ * run_ + channel / block * block) * places +
             (place * extent + at) * inner_ * block + channel % block;
    };
    const float* from = x + offset(x_block_, extent_, first_[o]);
    float* to = y + offset(y_block_, size_, o);
    const float* weights = weights_.data() + o * taps_;
    if (x_block_ == y_block_) {
      loop_(from, inner_ * x_block_, weights, taps_, inner_ * run_, to);
      return;
    }
    for (std::int64_t i = 0; i < inner_; ++i)
      loop_(from + i * x_block_, inner_ * x_block_, weights, taps_, run_, to + i * y_block_);
  }

  std::int64_t pictures_ = 1, runs_ = 1, outer_ = 1, inner_ = 1, run_ = 0;
  std::int64_t extent_ = 0, size_ = 0, x_block_ = 0, y_block_ = 0, taps_ = 1;
  std::vector<std::int64_t> first_;
  std::vector<float> weights_;
  decltype(&WeightedRows::run) loop_ = Versions<WeightedRows, const float*, std::int64_t, const float*,
                                                std::int64_t, std::int64_t, float*>::best();
};

}  // namespace

std::unique_ptr<Kernel> make_resample_kernel(const Task& task) {
  if (!is_float32(task.node())) return nullptr;
  return std::make_unique<ResampleKernel>(task);
}

bool resamples_blocks(const Node& node) {
  const std::int64_t axis = node.attributes().integer("axis");
  return is_float32(node) && axis >= 1 && axis + 1 < node.input(0).rank();
}

}  // namespace saem::cpu
