#include "kernel_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include "saem/backend/cpu/kernel_table.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::test {
namespace {

// All bits set are NaN in every floating type.
Array poisoned(const Shape& shape, DType dtype) {
  Array array = Array::uninitialized(shape, dtype);
  if (array.byte_size() > 0) std::memset(array.mutable_bytes(), 0xFF, array.byte_size());
  return array;
}

std::string describe(const Node& node) {
  std::string text = node.op().name + " (" + node.attributes().to_string() + ")";
  for (const Tensor& input : node.inputs()) text += " " + input.shape().to_string();
  return text;
}

}  // namespace

Tensor random_tensor(Generator& g, const Shape& shape) {
  Array array(shape);
  for (float& x : array.mutable_data<float>()) x = static_cast<float>(g.uniform(-1, 1));
  return array;
}

Array run_kernel(Kernel& kernel, const Node& node, const Tensors& inputs) {
  std::vector<const void*> from;
  for (const Tensor& input : inputs.empty() ? node.inputs() : inputs)
    from.push_back(input.node().values().front().bytes());
  Array output = poisoned(node.outputs().front().shape, node.outputs().front().dtype);
  Array scratch = poisoned({static_cast<std::int64_t>(kernel.scratch_bytes())}, DType::u8);
  void* to[] = {output.mutable_bytes()};
  kernel.run(from, to, scratch.mutable_bytes());
  return output;
}

Array reference_value(const Node& node) {
  const auto wide = [](DType dtype) { return is_floating(dtype) ? DType::f64 : DType::i64; };
  std::vector<Array> inputs;
  for (const Tensor& input : node.inputs())
    inputs.push_back(input.node().values().front().astype(wide(input.dtype())));
  std::vector<Array> outputs{poisoned(node.outputs().front().shape, wide(node.outputs().front().dtype))};
  ReferenceCall call{node.attributes(), inputs, outputs};
  node.op().reference.run(call);
  return outputs.front();
}

double largest_difference(const Array& a, const Array& b) {
  double largest = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) {
    const double x = a.at(i);
    const double y = b.at(i);
    if (x == y || (std::isnan(x) && std::isnan(y))) continue;  // equal infinities too
    const double difference = std::abs(x - y);
    largest =
        std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(largest, difference);
  }
  return largest;
}

double largest_magnitude(const Array& a) {
  double largest = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a.at(i)));
  return std::isfinite(largest) ? largest : 1;
}

namespace {

/// What a reference loop gave, in the declared dtype: integers that do not fit wrap.
Array narrowed(const Array& wide, DType dtype) {
  if (wide.dtype() != DType::i64 || (dtype != DType::i32 && dtype != DType::u8)) return wide.astype(dtype);
  Array wrapped(wide.shape(), DType::i64);
  const auto from = wide.data<std::int64_t>();
  const auto to = wrapped.mutable_data<std::int64_t>();
  for (std::size_t i = 0; i < to.size(); ++i) {
    to[i] = dtype == DType::u8 ? static_cast<std::int64_t>(static_cast<std::uint8_t>(from[i]))
                               : static_cast<std::int64_t>(static_cast<std::int32_t>(from[i]));
  }
  return wrapped.astype(dtype);
}

}  // namespace

void expect_kernel_gives(const Tensor& y, const Array& expected, double tolerance, const KernelFactory& make,
                         const Tensors& inputs) {
  SCOPED_TRACE(describe(y.node()));
  const int before = thread_count();
  std::optional<Array> first;
  for (const int made_under : {1, 2, 4}) {
    set_thread_count(made_under);
    const Task task{.nodes = {y.node_ptr()}, .inputs = y.node().inputs(), .outputs = {y}};
    const auto kernel = make ? make(y.node()) : cpu::make_node_kernel(task);
    ASSERT_NE(kernel, nullptr);
    for (const int threads : {made_under, 4, 1}) {
      set_thread_count(threads);
      const Array result = run_kernel(*kernel, y.node(), inputs);
      if (!first) {
        first = result;
        // In the result's dtype: what overflows there is meant to.
        const Array rounded = narrowed(expected, result.dtype());
        EXPECT_LE(largest_difference(result, rounded), tolerance * largest_magnitude(rounded));
      }
      EXPECT_TRUE(identical(result, *first)) << "made under " << made_under << " threads, run on " << threads;
    }
  }
  set_thread_count(before);
}

void expect_kernel_agrees(const Tensor& y, double tolerance, const KernelFactory& make) {
  expect_kernel_gives(y, reference_value(y.node()), tolerance, make);
}

}  // namespace saem::test
