#include "saem/backend/cpu/pooling_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "saem/backend/cpu/fused/tile_convert.h"
#include "saem/backend/cpu/picture_view.h"
#include "saem/backend/cpu/pooling_loops.h"
#include "saem/backend/cpu/pooling_places.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t pooled_per_task = 65536;  // read or written, at the side with an element per place

// One of a kernel's arrays.
struct Part {
  std::size_t number;  // among the inputs
  PictureView view;
  DType dtype;

  // From the given place (or window) on.
  [[nodiscard]] PoolIn in(std::span<const void* const> inputs, std::int64_t picture, std::int64_t channel,
                          std::int64_t place = 0) const {
    return {static_cast<const std::byte*>(inputs[number]) + offset(picture, channel, place), view.block(),
            dtype};
  }
  [[nodiscard]] PoolOut out(void* data, std::int64_t picture, std::int64_t channel,
                            std::int64_t place = 0) const {
    return {static_cast<std::byte*>(data) + offset(picture, channel, place), view.block(), dtype};
  }

 private:
  [[nodiscard]] std::size_t offset(std::int64_t picture, std::int64_t channel, std::int64_t place) const {
    return static_cast<std::size_t>(view.offset(picture, channel) + place * view.block()) * item_size(dtype);
  }
};

Part part_of(const Task& task, const Tensor& operand) {
  const auto found =
      std::ranges::find_if(task.inputs, [&](const Tensor& input) { return input.same_as(operand); });
  const auto number = static_cast<std::size_t>(found - task.inputs.begin());
  return {number, PictureView(operand.shape(), task.input_layout(number)), operand.dtype()};
}

// A kernel takes the channels of a picture in runs of as many as lie together in all its arrays.
class PoolingKernel : public Kernel {
 public:
  PoolingKernel(const Task& task, const Shape& x)
      : places_(task.nodes.front()->attributes(), x),
        batch_(x[0]),
        channels_(x[-1]),
        first_(part_of(task, task.nodes.front()->inputs().front())),
        last_(part_of(task, task.nodes.front()->inputs().back())),
        result_{0, PictureView(task.outputs.front().shape(), task.output_layout()),
                task.outputs.front().dtype()},
        run_(common_block({first_.view, last_.view, result_.view})) {
    places_.plan_fetches(run_);
  }

  [[nodiscard]] std::string describe() const override {
    return fmt::format("{} channel{} at a time", std::min(run_, channels_), channels_ == 1 ? "" : "s");
  }

 protected:
  [[nodiscard]] std::int64_t runs() const { return (channels_ + run_ - 1) / run_; }
  [[nodiscard]] std::int64_t channels_from(std::int64_t channel) const {
    return std::min(run_, channels_ - channel);
  }

  PoolPlaces places_;
  std::int64_t batch_, channels_;
  Part first_, last_;  // operands, which are the same if there is one
  Part result_;
  std::int64_t run_;
};

// Every element of the result belongs to one window, so windows are independent.
class WindowsToElements final : public PoolingKernel {
 public:
  using Loop = void (*)(const PoolWork&, PoolIn x, PoolIn v, PoolOut y);
  WindowsToElements(const Task& task, Loop loop)
      : PoolingKernel(task, task.nodes.front()->input(0).shape()), loop_(loop) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    if (runs() == 0) return;
    const auto line_count = static_cast<std::int64_t>(places_.lines().size());
    const std::int64_t per_line = places_.lines().front().end;
    const std::int64_t band = std::max<std::int64_t>(1, windows_per_band / (run_ * per_line));  // lines
    const std::int64_t bands = (line_count + band - 1) / band;
    const std::int64_t block =
        std::max<std::int64_t>(1, pooled_per_task / (band * per_line * run_ * places_.largest()));
    // Runs of one band go one after the other: what one leaves of a cache line, the next one takes.
    parallel_for(batch_ * bands * runs(), block, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t channel = i % runs() * run_;
        const std::int64_t line = i / runs() % bands * band;
        const std::int64_t n = i / runs() / bands;
        const std::int64_t first = line * per_line;
        loop_({.windows = places_.windows() + first,
               .count = std::min(band, line_count - line) * per_line,
               .channels = channels_from(channel)},
              first_.in(inputs, n, channel), last_.in(inputs, n, channel),
              result_.out(outputs[0], n, channel, first));
      }
    });
  }

 private:
  static constexpr std::int64_t windows_per_band = 4096;  // times channels
  Loop loop_;
};

// Windows may overlap, so all those of one picture and run of channels are the work of one thread.
class ElementsToWindows final : public PoolingKernel {
 public:
  using Loop = void (*)(const PoolWork&, PoolIn x, PoolIn dy, PoolOut dx);
  ElementsToWindows(const Task& task, Loop loop, bool masked)
      : PoolingKernel(task, task.nodes.front()->outputs().front().shape), loop_(loop), masked_(masked) {
    // A few row-major pictures would not keep all threads busy.
    if (batch_ < 16) run_ = std::min<std::int64_t>(run_, 64);
  }

  // A window is loaded as a whole before any of it is stored; so if no other window reads or clears its
  // places, the gradient may lie where x was.
  [[nodiscard]] bool can_write_over(std::size_t input) const override {
    return places_.covering() && input == first_.number && first_.number != last_.number;
  }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const std::int64_t elements = std::max<std::int64_t>(1, run_ * result_.view.places());
    parallel_for(batch_ * runs(), std::max<std::int64_t>(1, pooled_per_task / elements),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t i = begin; i < end; ++i) {
                     const std::int64_t channel = i % runs() * run_;
                     const Picture picture{inputs, i / runs(), channel, channels_from(channel)};
                     run_picture(picture, result_.out(outputs[0], picture.number, channel));
                   }
                 });
  }

 private:
  struct Picture {
    std::span<const void* const> inputs;
    std::int64_t number, channel, channels;
  };

  void run_picture(const Picture& picture, PoolOut dx) const {
    if (places_.covering()) return run_windows(picture, 0, places_.count(), dx);
    if (!places_.disjoint() && dx.dtype != DType::f32) return run_sums(picture, dx);
    // Places are cleared just before the first windows that touch them, so that both find them in the cache.
    std::int64_t cleared = 0;
    std::int64_t first = 0;
    for (const PoolPlaces::Line& line : places_.lines()) {
      clear(picture.channels, dx, cleared, line.reach);
      cleared = std::max(cleared, line.reach);
      run_windows(picture, first, line.end, dx);
      first = line.end;
    }
    clear(picture.channels, dx, cleared, result_.view.places());
  }

  // Sums in float32 of the places that a line of windows touches; those that later lines do not touch are
  // then rounded, and the others move to the front.
  void run_sums(const Picture& picture, PoolOut dx) const {
    thread_local std::vector<float> memory;
    const std::int64_t channels = picture.channels;
    memory.resize(std::max(memory.size(), static_cast<std::size_t>(places_.widest() * channels)));
    float* const sums = memory.data();
    std::int64_t begin = 0;  // sums are of places from `begin` on
    std::int64_t cleared = 0;
    std::int64_t first = 0;
    for (const PoolPlaces::Line& line : places_.lines()) {
      std::fill(sums + (cleared - begin) * channels, sums + (line.reach - begin) * channels, 0.0F);
      cleared = line.reach;
      run_windows(picture, first, line.end,
                  {reinterpret_cast<std::byte*>(sums), channels, DType::f32, begin});
      first = line.end;
      round(sums, channels, dx, begin, line.left);
      std::copy(sums + (line.left - begin) * channels, sums + (cleared - begin) * channels, sums);
      begin = line.left;
    }
    clear(channels, dx, cleared, result_.view.places());
  }

  void run_windows(const Picture& p, std::int64_t begin, std::int64_t end, PoolOut dx) const {
    loop_({.windows = places_.windows() + begin,
           .count = end - begin,
           .channels = p.channels,
           .write = places_.disjoint() ? PoolWrite::store : PoolWrite::add,
           .masked = masked_},
          first_.in(p.inputs, p.number, p.channel), last_.in(p.inputs, p.number, p.channel, begin), dx);
  }

  static void round(const float* sums, std::int64_t channels, PoolOut dx, std::int64_t begin,
                    std::int64_t end) {
    if (channels == dx.step)
      return from_float32(sums, (end - begin) * channels, dx.dtype, dx.data, begin * channels);
    for (std::int64_t place = begin; place < end; ++place)
      from_float32(sums + (place - begin) * channels, channels, dx.dtype, dx.data, place * dx.step);
  }

  static void clear(std::int64_t channels, PoolOut dx, std::int64_t begin, std::int64_t end) {
    if (begin >= end) return;
    const std::size_t item = item_size(dx.dtype);
    const auto bytes = [item](std::int64_t elements) { return static_cast<std::size_t>(elements) * item; };
    if (channels == dx.step) {
      std::memset(dx.data + bytes(begin * dx.step), 0, bytes((end - begin) * channels));
    } else {
      for (std::int64_t place = begin; place < end; ++place)
        std::memset(dx.data + bytes(place * dx.step), 0, bytes(channels));
    }
  }

  Loop loop_;
  bool masked_;
};

bool has_kernel_for_types(const Task& task) {
  const Node& node = *task.nodes.front();
  const DType dtype = task.outputs.front().dtype();
  return (dtype == DType::f32 || dtype == DType::bf16) && node.outputs().front().dtype == dtype &&
         std::ranges::all_of(node.inputs(), [&](const Tensor& t) { return t.dtype() == dtype; });
}

}  // namespace

std::unique_ptr<Kernel> make_pooling_kernel(const Task& task, Epilogue epilogue) {
  const Node& node = *task.nodes.front();
  if (!has_kernel_for_types(task)) return nullptr;
  const std::string& name = node.op().name;
  if (name == "max_pool") {
    return std::make_unique<WindowsToElements>(
        task, [](const PoolWork& work, PoolIn x, PoolIn, PoolOut y) { pool_max(work, x, y); });
  }
  if (name == "max_pool_gather") return std::make_unique<WindowsToElements>(task, pool_max_gather);
  if (name == "average_pool") {
    return std::make_unique<WindowsToElements>(
        task, [](const PoolWork& work, PoolIn x, PoolIn, PoolOut y) { pool_average(work, x, y); });
  }
  if (name == "max_pool_gradient")
    return std::make_unique<ElementsToWindows>(task, pool_max_gradient, epilogue.mask);
  return std::make_unique<ElementsToWindows>(
      task, [](const PoolWork& work, PoolIn, PoolIn dy, PoolOut dx) { pool_average_gradient(work, dy, dx); },
      false);
}

}  // namespace saem::cpu
