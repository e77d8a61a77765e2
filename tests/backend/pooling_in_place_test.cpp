// max_pool_gradient that is written over its first input.
#include <gtest/gtest.h>

#include "saem/backend/cpu/channel_block.h"
#include "saem/backend/cpu/pooling_kernel.h"
#include "saem/graph/op.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

struct Pooling {
  Shape x;
  std::int64_t size, strides, padding;
};

Task gradient_task(const Pooling& p, const Layout& layout, Generator& g) {
  const Attributes options{{"size", Integers{p.size, p.size}},
                           {"strides", Integers{p.strides, p.strides}},
                           {"padding_low", Integers{p.padding, p.padding}},
                           {"padding_high", Integers{p.padding, p.padding}}};
  const Tensor x = test::random_tensor(g, p.x);
  const Tensor y = record(find_op("max_pool"), {x}, options);
  const Tensor dy = test::random_tensor(g, y.shape());
  return test::task_of(record(find_op("max_pool_gradient"), {x, dy}, options), {layout, {}}, layout);
}

Array run_in_place(Kernel& kernel, const Task& task) {
  const auto value = [&](std::size_t i) { return task.inputs[i].node().values().front(); };
  Array x = test::to_layout(value(0), task.input_layout(0));
  const Array dy = value(1);
  const void* const from[] = {x.bytes(), dy.bytes()};
  void* const to[] = {x.mutable_bytes()};
  kernel.run(from, to, nullptr);
  return test::from_layout(x, task.outputs[0].shape(), task.output_layout());
}

TEST(PoolingInPlace, GivesTheSameBits) {
  Generator g(5);
  const Layout blocks{cpu::channel_block()};
  for (const std::int64_t size : {1, 2, 3}) {
    for (const std::int64_t channels : {1, 7, 32, 96}) {
      for (const bool masked : {false, true}) {
        const Pooling p{{3, 4 * size, 2 * size, channels}, size, size, 0};
        const Layout layout = channels % cpu::channel_block() == 0 ? blocks : Layout{};
        const Task task = gradient_task(p, layout, g);
        const auto kernel = cpu::make_pooling_kernel(task, {.mask = masked});
        ASSERT_TRUE(kernel->can_write_over(0));
        EXPECT_FALSE(kernel->can_write_over(1));
        EXPECT_TRUE(identical(run_in_place(*kernel, task), test::run_task(*kernel, task).front()));
      }
    }
  }
}

TEST(PoolingInPlace, NotWhereWindowsOverlapOrLeavePlacesOut) {
  Generator g(6);
  for (const Pooling& p : {Pooling{{2, 9, 9, 16}, 3, 2, 0}, Pooling{{2, 9, 9, 16}, 2, 2, 0},
                           Pooling{{2, 9, 9, 16}, 2, 3, 0}, Pooling{{2, 8, 8, 16}, 3, 2, 1}}) {
    EXPECT_FALSE(cpu::make_pooling_kernel(gradient_task(p, {}, g), {})->can_write_over(0));
  }
}

}  // namespace
}  // namespace saem
