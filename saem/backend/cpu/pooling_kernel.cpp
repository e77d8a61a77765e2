#include "saem/backend/cpu/pooling_kernel.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "saem/backend/cpu/node_checks.h"
#include "saem/backend/cpu/pooling_loops.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "saem/ops/convolution_geometry.h"

namespace saem::cpu {
namespace {

// The places of all windows of one picture: they are the same for every picture of a batch.
struct Windows {
  std::vector<std::int64_t> places;
  std::vector<std::size_t> first;  // of each window, and one past the last
  std::int64_t channels = 0;

  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(first.size()) - 1; }
  [[nodiscard]] PoolWindow operator[](std::int64_t i) const {
    const std::size_t begin = first[static_cast<std::size_t>(i)];
    const std::size_t end = first[static_cast<std::size_t>(i) + 1];
    return {places.data() + begin, static_cast<std::int64_t>(end - begin), channels};
  }
};

Windows windows_of(const Attributes& attributes, const Shape& x) {
  const detail::WindowAxes axes = detail::window_axes(attributes, x, attributes.integers("size"), false);
  const auto& [a, b, c] = axes;
  Windows w;
  w.channels = x[-1];
  w.first.push_back(0);
  const auto add_window = [&](std::int64_t oa, std::int64_t ob, std::int64_t oc) {
    for (std::int64_t ta = 0; ta < a.size; ++ta) {
      for (std::int64_t tb = 0; tb < b.size; ++tb) {
        for (std::int64_t tc = 0; tc < c.size; ++tc) {
          const std::int64_t xa = a.position(oa, ta);
          const std::int64_t xb = b.position(ob, tb);
          const std::int64_t xc = c.position(oc, tc);
          if (!a.contains(xa) || !b.contains(xb) || !c.contains(xc)) continue;
          w.places.push_back(((xa * b.input + xb) * c.input + xc) * w.channels);
        }
      }
    }
    w.first.push_back(w.places.size());
  };
  for (std::int64_t oa = 0; oa < a.output; ++oa) {
    for (std::int64_t ob = 0; ob < b.output; ++ob) {
      for (std::int64_t oc = 0; oc < c.output; ++oc) add_window(oa, ob, oc);
    }
  }
  return w;
}

class PoolingKernel : public Kernel {
 public:
  PoolingKernel(const Node& node, const Shape& x)
      : loops_(pool_loops()),
        windows_(windows_of(node.attributes(), x)),
        batch_(x[0]),
        picture_(x.slice(1, x.rank()).count()),
        pooled_picture_(windows_.count() * windows_.channels) {}

 protected:
  PoolLoops loops_;
  Windows windows_;
  std::int64_t batch_, picture_, pooled_picture_;  // elements per picture
};

// Every element of the result belongs to one window. `Window`: (kernel, window, inputs of the picture, y).
class WindowsToElements final : public PoolingKernel {
 public:
  using Loop = void (*)(const PoolLoops&, const PoolWindow&, const float* x, const float* v, float* y);
  WindowsToElements(const Node& node, Loop loop) : PoolingKernel(node, node.input(0).shape()), loop_(loop) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* x = static_cast<const float*>(inputs[0]);
    const auto* v = static_cast<const float*>(inputs.back());
    auto* y = static_cast<float*>(outputs[0]);
    constexpr std::int64_t elements_per_task = 16384;
    const std::int64_t block =
        std::max<std::int64_t>(1, elements_per_task / std::max<std::int64_t>(1, windows_.channels));
    parallel_for(batch_ * windows_.count(), block, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t picture = i / windows_.count() * picture_;
        loop_(loops_, windows_[i % windows_.count()], x + picture, v + picture, y + i * windows_.channels);
      }
    });
  }

 private:
  Loop loop_;
};

// Windows may overlap, so all those of one picture are the work of one thread.
class ElementsToWindows final : public PoolingKernel {
 public:
  using Loop = void (*)(const PoolLoops&, const PoolWindow&, const float* x, const float* dy, float* dx);
  ElementsToWindows(const Node& node, Loop loop)
      : PoolingKernel(node, node.outputs().front().shape), loop_(loop) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* x = static_cast<const float*>(inputs[0]);
    const bool reads_x = inputs.size() > 1;
    const auto* dy = static_cast<const float*>(inputs[reads_x ? 1 : 0]);
    auto* dx = static_cast<float*>(outputs[0]);
    if (picture_ == 0) return;
    parallel_for(batch_, 1, [&](std::int64_t n, std::int64_t) {
      float* to = dx + n * picture_;
      std::memset(to, 0, static_cast<std::size_t>(picture_) * sizeof(float));
      for (std::int64_t i = 0; i < windows_.count(); ++i) {
        loop_(loops_, windows_[i], reads_x ? x + n * picture_ : nullptr,
              dy + n * pooled_picture_ + i * windows_.channels, to);
      }
    });
  }

 private:
  Loop loop_;
};

}  // namespace

std::unique_ptr<Kernel> make_pooling_kernel(const Node& node, Epilogue epilogue) {
  if (!is_float32(node)) return nullptr;
  using Loops = const PoolLoops&;
  using Window = const PoolWindow&;
  const std::string& name = node.op().name;
  if (name == "max_pool") {
    return std::make_unique<WindowsToElements>(
        node, [](Loops l, Window w, const float* x, const float*, float* y) { l.max(w, x, y); });
  }
  if (name == "max_pool_gather") {
    return std::make_unique<WindowsToElements>(
        node, [](Loops l, Window w, const float* x, const float* v, float* y) { l.max_gather(w, x, v, y); });
  }
  if (name == "average_pool") {
    return std::make_unique<WindowsToElements>(
        node, [](Loops l, Window w, const float* x, const float*, float* y) { l.average(w, x, y); });
  }
  if (name == "max_pool_gradient" && epilogue.mask) {
    return std::make_unique<ElementsToWindows>(node, [](Loops l, Window w, const float* x, const float* dy,
                                                        float* dx) { l.max_gradient_of_relu(w, x, dy, dx); });
  }
  if (name == "max_pool_gradient") {
    return std::make_unique<ElementsToWindows>(node, [](Loops l, Window w, const float* x, const float* dy,
                                                        float* dx) { l.max_gradient(w, x, dy, dx); });
  }
  return std::make_unique<ElementsToWindows>(node, [](Loops l, Window w, const float*, const float* dy,
                                                      float* dx) { l.average_gradient(w, dy, dx); });
}

}  // namespace saem::cpu
