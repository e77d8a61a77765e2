#include "saem/backend/cpu/onednn/adapter.h"

#include <fmt/format.h>
#include <omp.h>

#include <string_view>

#include "saem/backend/cpu/onednn/library.h"
#include "saem/core/error.h"

namespace saem::onednn {
namespace {

const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

constexpr auto direct = dnnl::algorithm::convolution_direct;
// Also for inference: nothing that is used here is better for that alone.
constexpr auto training = dnnl::prop_kind::forward_training;

void append_relu(dnnl::post_ops& operations) {
#if DNNL_VERSION_MAJOR >= 3
  operations.append_eltwise(dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
#else
  operations.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
#endif
}

// The program's arena holds the working memory, so that primitives which never run at the same time share it.
dnnl::primitive_attr attributes(cpu::Epilogue epilogue = {}, const Layout* residual = nullptr) {
  dnnl::primitive_attr result;
  result.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::post_ops operations;
  if (epilogue.residual) operations.append_binary(dnnl::algorithm::binary_add, *residual);
  if (epilogue.relu) append_relu(operations);
  if (operations.len() > 0) result.set_post_ops(operations);
  return result;
}

// The library's own reference loops are as slow as ours, and less exact.
bool is_reference(std::string_view implementation) { return implementation.substr(0, 3) == "ref"; }

std::size_t layout_bytes(const Layout& layout) { return layout.get_size(); }

using Forward = dnnl::convolution_forward;
using InputGradient = dnnl::convolution_backward_data;
using KernelGradient = dnnl::convolution_backward_weights;

#if DNNL_VERSION_MAJOR >= 3

Forward::primitive_desc describe_forward(const ConvProblem& p, const Layout* bias,
                                         const dnnl::primitive_attr& attr) {
  constexpr bool allow_empty = true;
  if (bias != nullptr) {
    return {engine(),   training,      direct,         p.x,  p.kernel,   *bias, p.y, p.strides,
            p.dilation, p.padding_low, p.padding_high, attr, allow_empty};
  }
  return {engine(),   training,      direct,         p.x,  p.kernel,   p.y, p.strides,
          p.dilation, p.padding_low, p.padding_high, attr, allow_empty};
}

InputGradient::primitive_desc describe_input_gradient(const ConvProblem& p,
                                                      const Forward::primitive_desc& hint) {
  return {engine(),      direct,         p.x,  p.kernel,     p.y, p.strides, p.dilation,
          p.padding_low, p.padding_high, hint, attributes(), true};
}

KernelGradient::primitive_desc describe_kernel_gradient(const ConvProblem& p,
                                                        const Forward::primitive_desc& hint) {
  return {engine(),      direct,         p.x,  p.kernel,     p.y, p.strides, p.dilation,
          p.padding_low, p.padding_high, hint, attributes(), true};
}

dnnl::matmul::primitive_desc describe_matmul(const Layout& a, const Layout& b, const Layout* bias,
                                             const Layout& result, const dnnl::primitive_attr& attr) {
  if (bias != nullptr) return {engine(), a, b, *bias, result, attr, true};
  return {engine(), a, b, result, attr, true};
}

#else

Forward::primitive_desc describe_forward(const ConvProblem& p, const Layout* bias,
                                         const dnnl::primitive_attr& attr) {
  const Forward::desc operation = bias != nullptr
                                      ? Forward::desc(training, direct, p.x, p.kernel, *bias, p.y, p.strides,
                                                      p.dilation, p.padding_low, p.padding_high)
                                      : Forward::desc(training, direct, p.x, p.kernel, p.y, p.strides,
                                                      p.dilation, p.padding_low, p.padding_high);
  return {operation, attr, engine(), true};
}

InputGradient::primitive_desc describe_input_gradient(const ConvProblem& p,
                                                      const Forward::primitive_desc& hint) {
  const InputGradient::desc operation(direct, p.x, p.kernel, p.y, p.strides, p.dilation, p.padding_low,
                                      p.padding_high);
  return {operation, attributes(), engine(), hint, true};
}

KernelGradient::primitive_desc describe_kernel_gradient(const ConvProblem& p,
                                                        const Forward::primitive_desc& hint) {
  const KernelGradient::desc operation(direct, p.x, p.kernel, p.y, p.strides, p.dilation, p.padding_low,
                                       p.padding_high);
  return {operation, attributes(), engine(), hint, true};
}

dnnl::matmul::primitive_desc describe_matmul(const Layout& a, const Layout& b, const Layout* bias,
                                             const Layout& result, const dnnl::primitive_attr& attr) {
  const dnnl::matmul::desc operation =
      bias != nullptr ? dnnl::matmul::desc(a, b, *bias, result) : dnnl::matmul::desc(a, b, result);
  return {operation, attr, engine(), true};
}

#endif

// The library refuses what it cannot do by an exception, also where an empty descriptor is allowed: both mean
// "none".
template <class Describe>
auto describe_or_empty(Describe describe) -> decltype(describe()) {
  try {
    return describe();
  } catch (const dnnl::error&) {
    return {};
  }
}

template <class Descriptor>
bool is_usable(const Descriptor& descriptor) {
  return descriptor.get(true) != nullptr && !is_reference(descriptor.impl_info_str());
}

std::optional<Primitive> make_forward(const ConvProblem& problem, cpu::Epilogue epilogue) {
  std::optional<Layout> bias;
  if (epilogue.bias) bias = strided({extents(problem.y)[1]}, {1});
  const auto descriptor = describe_or_empty(
      [&] { return describe_forward(problem, bias ? &*bias : nullptr, attributes(epilogue, &problem.y)); });
  if (!is_usable(descriptor)) return std::nullopt;
  return Primitive{Forward(descriptor),
                   descriptor.src_desc(),
                   descriptor.weights_desc(),
                   descriptor.dst_desc(),
                   layout_bytes(descriptor.scratchpad_desc()),
                   descriptor.impl_info_str()};
}

std::optional<Primitive> make_input_gradient(const ConvProblem& problem,
                                             const Forward::primitive_desc& hint) {
  const auto descriptor = describe_or_empty([&] { return describe_input_gradient(problem, hint); });
  if (!is_usable(descriptor)) return std::nullopt;
  return Primitive{InputGradient(descriptor),
                   descriptor.diff_src_desc(),
                   descriptor.weights_desc(),
                   descriptor.diff_dst_desc(),
                   layout_bytes(descriptor.scratchpad_desc()),
                   descriptor.impl_info_str()};
}

std::optional<Primitive> make_kernel_gradient(const ConvProblem& problem,
                                              const Forward::primitive_desc& hint) {
  const auto descriptor = describe_or_empty([&] { return describe_kernel_gradient(problem, hint); });
  if (!is_usable(descriptor)) return std::nullopt;
  return Primitive{KernelGradient(descriptor),
                   descriptor.src_desc(),
                   descriptor.diff_weights_desc(),
                   descriptor.diff_dst_desc(),
                   layout_bytes(descriptor.scratchpad_desc()),
                   descriptor.impl_info_str()};
}

}  // namespace

std::string library_version() {
  const dnnl_version_t* version = dnnl_version();
  return fmt::format("oneDNN {}.{}.{}", version->major, version->minor, version->patch);
}

ThreadScope::ThreadScope(int threads) noexcept : outer_(omp_get_max_threads()) {
  omp_set_num_threads(threads);
}

ThreadScope::~ThreadScope() { omp_set_num_threads(outer_); }

std::optional<Primitive> make_convolution(ConvPass pass, const ConvProblem& problem, cpu::Epilogue epilogue) {
  if (pass == ConvPass::forward) return make_forward(problem, epilogue);
  // The library wants to see the forward pass, and knows none whose inputs are of two types.
  const Layout& read = pass == ConvPass::input_gradient ? problem.y : problem.x;
  ConvProblem forward = problem;
  for (Layout* part : {&forward.x, &forward.kernel, &forward.y}) {
    if (!same_type(*part, read)) *part = any_layout(*part, read);
  }
  const auto hint = describe_or_empty([&] { return describe_forward(forward, nullptr, attributes()); });
  if (hint.get(true) == nullptr) return std::nullopt;
  return pass == ConvPass::input_gradient ? make_input_gradient(problem, hint)
                                          : make_kernel_gradient(problem, hint);
}

std::optional<Primitive> make_matmul(const Layout& a, const Layout& b, const Layout& result,
                                     cpu::Epilogue epilogue) {
  std::optional<Layout> bias;
  if (epilogue.bias) bias = strided({1, extents(result)[1]}, {extents(result)[1], 1});
  const auto descriptor = describe_or_empty(
      [&] { return describe_matmul(a, b, bias ? &*bias : nullptr, result, attributes(epilogue)); });
  if (!is_usable(descriptor)) return std::nullopt;
  return Primitive{dnnl::matmul(descriptor),
                   descriptor.src_desc(),
                   descriptor.weights_desc(),
                   descriptor.dst_desc(),
                   layout_bytes(descriptor.scratchpad_desc()),
                   descriptor.impl_info_str()};
}

Primitive make_reorder(const Layout& from, const Layout& to) {
  try {
    const dnnl::reorder::primitive_desc descriptor(engine(), from, engine(), to, attributes());
    return {dnnl::reorder(descriptor), from, {}, to, layout_bytes(descriptor.scratchpad_desc()),
            descriptor.impl_info_str()};
  } catch (const dnnl::error& error) {
    fail<UnsupportedError>(
        {.place = "oneDNN",
         .problem = fmt::format("expected a conversion between two layouts, received \"{}\"", error.what()),
         .context = "",
         .advice = "Choose the backend \"reference\", and report this as a bug."});
  }
}

Call::Call(const Primitive& primitive, std::span<const std::pair<int, Layout>> arguments)
    : primitive_(primitive.primitive), stream_(engine()) {
  memories_.reserve(arguments.size() + 1);
  const auto add = [this](int index, const Layout& layout) {
    memories_.emplace_back(layout, engine(), nullptr);
    arguments_.push_back({index, memories_.back().get()});
  };
  for (const auto& [index, layout] : arguments) add(index, layout);
  const auto scratch = static_cast<dnnl::memory::dim>(primitive.scratch_bytes);
  add(DNNL_ARG_SCRATCHPAD, {{scratch}, dnnl::memory::data_type::u8, dnnl::memory::format_tag::a});
}

void Call::run(std::span<void* const> addresses, void* scratch, const std::string& place) {
  const auto check = [&place](dnnl_status_t status) {
    if (status == dnnl_success) return;
    fail<UnsupportedError>({.place = place,
                            .problem = fmt::format("expected oneDNN to compute it, received its status {}",
                                                   static_cast<int>(status)),
                            .context = "",
                            .advice = "Choose the backend \"reference\", and report this as a bug."});
  };
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    check(dnnl_memory_set_data_handle(memories_[i].get(), addresses[i]));
  }
  check(dnnl_memory_set_data_handle(memories_.back().get(), scratch));
  // The C function: the C++ one builds two containers on the heap at every call.
  check(dnnl_primitive_execute(primitive_.get(), stream_.get(), static_cast<int>(arguments_.size()),
                               arguments_.data()));
}

}  // namespace saem::onednn
