// Fused groups in channel blocks: inputs and outputs in either layout, stretched inputs, reductions that
// close the group, random masks, bfloat16. The oracle is the reference backend on row-major values.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/backend/cpu/fused/fused_kernel.h"
#include "saem/compile/program.h"
#include "saem/core/parallel.h"
#include "saem/core/random.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

using test::random_tensor;

/// The schedule of a graph that depends on constants; one group expected.
Task group_of(const Graph& graph) {
  Schedule schedule = make_schedule(graph, find_backend("cpu").grouping());
  EXPECT_EQ(schedule.size(), 1U);
  return schedule.back();
}

std::vector<Array> reference(const Tensors& outputs) {
  Graph graph;
  graph.outputs = outputs;
  Program program(graph, {.backend = "reference"});
  return program.run({});
}

/// Runs the group in the given layouts on 1 and 3 threads, and compares with the reference.
void expect_equal(const Tensors& outputs, const std::vector<bool>& blocked_inputs, bool blocked_outputs,
                  double tolerance = 2e-5) {
  Graph graph;
  graph.outputs = outputs;
  graph = simplify(graph);
  Task task = group_of(graph);
  ASSERT_EQ(task.outputs.size(), outputs.size());
  task.outputs = graph.outputs;
  const Shape full = task.node().outputs()[0].shape;
  const Layout blocks{16};
  std::size_t next = 0;
  for (const Tensor& input : task.inputs) {
    const bool can_be = input.shape() == full;
    task.input_layouts.push_back(can_be && blocked_inputs[next++ % blocked_inputs.size()] ? blocks
                                                                                          : Layout{});
  }
  for (const Tensor& output : task.outputs)
    task.output_layouts.push_back(blocked_outputs && output.shape() == full ? blocks : Layout{});
  const auto kernel = cpu::make_fused_kernel(task);
  ASSERT_NE(kernel, nullptr) << task.to_string();
  const std::vector<Array> expected = reference(outputs);
  const int before = thread_count();
  std::vector<Array> first;
  for (const int threads : {1, 3}) {
    set_thread_count(threads);
    const std::vector<Array> found = test::run_task(*kernel, task);
    for (std::size_t o = 0; o < found.size(); ++o) {
      ASSERT_EQ(found[o].dtype(), expected[o].dtype());
      EXPECT_LE(test::largest_difference(found[o], expected[o]),
                tolerance * std::max(1.0, test::largest_magnitude(expected[o])))
          << task.to_string() << " output " << o;
      if (threads > 1) {
        EXPECT_TRUE(identical(found[o], first[o])) << task.to_string() << " output " << o;
      }
    }
    first = found;
  }
  set_thread_count(before);
}

const std::vector<std::vector<bool>> mixes{{true}, {false}, {true, false}, {false, true}};

/// Pictures from one position to more than one tile per plane.
std::vector<Shape> pictures() {
  return {{2, 3, 32},    {3, 1, 1, 16},    {2, 5, 7, 48},  {1, 40, 37, 32},
          {5, 2, 2, 64}, {2, 3, 2, 4, 16}, {2, 33, 33, 64}};
}

TEST(FusedLayout, MixedLayoutsAndStretchedInputs) {
  Generator g(1);
  for (const Shape& shape : pictures()) {
    const Tensor a = random_tensor(g, shape);
    const Tensor b = random_tensor(g, shape);
    const Tensor bias = random_tensor(g, {shape[-1]});
    Shape per_picture = shape;
    for (int axis = 1; axis + 1 < shape.rank(); ++axis) per_picture = per_picture.with(axis, 1);
    const Tensor gate = random_tensor(g, per_picture);
    const Tensor pixel = random_tensor(g, shape.with(-1, 1));
    const Tensor y = relu(a * 2.0 + bias) * gate + b;
    for (const auto& mix : mixes) {
      for (const bool blocked : {false, true}) {
        SCOPED_TRACE(shape.to_string());
        expect_equal({y}, mix, blocked);
        expect_equal({y * pixel, greater(y, 0.25)}, mix, blocked);
      }
    }
  }
}

TEST(FusedLayout, ReductionsCloseAGroup) {
  Generator g(2);
  for (const Shape& shape : pictures()) {
    const Tensor a = random_tensor(g, shape);
    const Tensor b = random_tensor(g, shape);
    const Tensor mean = random_tensor(g, {shape[-1]});
    std::vector<int> leading;
    for (int axis = 0; axis + 1 < shape.rank(); ++axis) leading.push_back(axis);
    const Tensor y = relu(a) * (b - mean);
    for (const auto& mix : mixes) {
      for (const bool blocked : {false, true}) {
        SCOPED_TRACE(shape.to_string());
        expect_equal({y, sum(y, leading), sum(relu(a), leading)}, mix, blocked);
        expect_equal({sum(y, leading), sum(y)}, mix, blocked);
        expect_equal({sum(y * y), sum(b, leading), y}, mix, blocked);
      }
    }
    expect_equal({sum(y, {-1}), max(y + 1.0, {-1})}, {false}, false);
  }
}

TEST(FusedLayout, ReductionsOfRowMajorGroups) {
  Generator g(3);
  for (const Shape& shape : std::vector<Shape>{{1},
                                               {7},
                                               {100000},
                                               {1, 1},
                                               {300, 1},
                                               {1, 300},
                                               {4, 6},
                                               {500, 3},
                                               {77, 10},
                                               {129, 63},
                                               {40, 100},
                                               {40000, 3},
                                               {1000, 65},
                                               {33, 2048},
                                               {3, 4096},
                                               {9, 1, 31}}) {
    const Tensor a = random_tensor(g, shape);
    std::vector<int> leading;
    for (int axis = 0; axis + 1 < shape.rank(); ++axis) leading.push_back(axis);
    SCOPED_TRACE(shape.to_string());
    expect_equal({sum(relu(a)), relu(a)}, {false}, false);
    expect_equal({sum(a * 2.0, {-1}), relu(a * 2.0)}, {false}, false);
    if (shape.rank() > 1 && shape[-1] <= 2048)
      expect_equal({sum(a * 3.0, leading), a * 3.0, sum(a * 3.0 + 1.0, leading), sum(a)}, {false}, false);
    if (shape[-1] > 1 && shape[-1] <= 4096)
      expect_equal({max(a * 3.0, {-1}), sum(a * 3.0, {-1})}, {false}, false);
  }
}

TEST(FusedLayout, RandomMasksAreTheSameInAnyLayout) {
  Generator g(4);
  const Tensor key(Array::of(std::vector<std::int64_t>{0x123456789ABCDEF, 0x3FEDCBA987}));
  std::vector<Shape> shapes = pictures();
  shapes.insert(shapes.end(), {{5}, {37, 41}, {4099}, {3, 1333}});
  for (const Shape& shape : shapes) {
    const Tensor x = random_tensor(g, shape);
    const Tensor bias = random_tensor(g, {shape[-1]});
    const Tensor y = dropout(x + bias, 0.3, key);
    SCOPED_TRACE(shape.to_string());
    expect_equal({y, sum(y)}, {false}, false);
    expect_equal({random_uniform(key, shape), y}, {false}, false, 1e-6);
    if (shape.rank() < 3) continue;
    for (const auto& mix : mixes) expect_equal({y}, mix, true);
  }
}

TEST(FusedLayout, BFloat16IsRoundedInside) {
  Generator g(5);
  for (const Shape& shape : pictures()) {
    const Tensor a = random_tensor(g, shape);
    const Tensor b(random_tensor(g, shape).value().astype(DType::bf16));
    // What has been bfloat16 once keeps only its digits: the difference shows the rounding error itself.
    const Tensor rounded = cast(cast(a, DType::bf16), DType::f32);
    for (const bool blocked : {false, true}) {
      expect_equal({(a - rounded) * 256.0, cast(a - rounded, DType::bf16)}, {blocked}, blocked, 1e-6);
      expect_equal({cast(relu(b), DType::f32) + a, relu(b)}, {true, false}, blocked, 1e-6);
      expect_equal({sum(cast(b, DType::f32) * a)}, {true, false}, blocked);
    }
  }
}

TEST(FusedLayout, Conversions) {
  Generator g(6);
  for (const DType dtype : {DType::u8, DType::i32, DType::i64, DType::f16, DType::bf16, DType::boolean}) {
    for (const Shape& shape : {Shape{3}, Shape{1000, 7}, Shape{2, 5, 7, 32}}) {
      const Tensor x(random_array(g, shape, 0, 200).astype(dtype));
      expect_equal({cast(x, DType::f32) * 0.5}, {false}, false, 1e-7);
      if (shape.rank() == 4) expect_equal({cast(x, DType::f32) * 0.5}, {false}, true, 1e-7);
    }
  }
}

}  // namespace
}  // namespace saem
