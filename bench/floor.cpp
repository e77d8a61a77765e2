// What oneDNN alone needs for the convolutions and dense layers of a work: for each the best of its layouts
// and algorithms, with oneDNN's own threads and nothing around it. The sum is a floor for the whole step.
//   bench_floor WORK f32|bf16 THREADS [details]   prints the sum in milliseconds
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

using dnnl::algorithm;
using dnnl::memory;
using dnnl::prop_kind;
using Tag = memory::format_tag;
using Type = memory::data_type;

// Square pictures and kernels; the convolution appears `times` times in the network.
struct Convolution {
  int inputs, extent, outputs, kernel, stride, padding, times = 1;
  bool first = false;  // its input is data: nobody needs the gradient
};
struct Dense {
  int inputs, outputs;
};
struct Network {
  int batch;
  bool training;
  std::vector<Convolution> convolutions;
  std::vector<Dense> dense;
};

const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

memory filled(const memory::desc& description) {
  memory result(description, engine());
  std::memset(result.get_data_handle(), 0x3c, description.get_size());  // 0.0115 in float32 and in bfloat16
  return result;
}

// The last arguments of `describe` differ between oneDNN 2 and 3: where the description of the forward pass
// goes.
template <class Primitive, class... Arguments>
auto describe(const Arguments&... arguments) {
#if DNNL_VERSION_MAJOR >= 3
  return typename Primitive::primitive_desc(engine(), arguments...);
#else
  return typename Primitive::primitive_desc(typename Primitive::desc(arguments...), engine());
#endif
}
template <class Primitive, class Forward, class... Arguments>
auto describe_after(const Forward& forward, const Arguments&... arguments) {
#if DNNL_VERSION_MAJOR >= 3
  return typename Primitive::primitive_desc(engine(), arguments..., forward);
#else
  return typename Primitive::primitive_desc(typename Primitive::desc(arguments...), engine(), forward);
#endif
}

// The median time of one run, in milliseconds.
double time_of(const dnnl::primitive& primitive, std::unordered_map<int, memory> arguments) {
  using Clock = std::chrono::steady_clock;
  constexpr int counted = 7;
  dnnl::stream stream(engine());
  std::vector<double> times;
  for (int run = -2; run < counted; ++run) {
    const auto start = Clock::now();
    primitive.execute(stream, arguments);
    stream.wait();
    if (run >= 0) times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::ranges::nth_element(times, times.begin() + counted / 2);
  return times[counted / 2];
}

template <class Description>
double time_forward(const Description& d, const dnnl::primitive& primitive) {
  return time_of(primitive, {{DNNL_ARG_SRC, filled(d.src_desc())},
                             {DNNL_ARG_WEIGHTS, filled(d.weights_desc())},
                             {DNNL_ARG_DST, filled(d.dst_desc())}});
}
template <class Description>
double time_input_gradient(const Description& d, const dnnl::primitive& primitive) {
  return time_of(primitive, {{DNNL_ARG_DIFF_SRC, filled(d.diff_src_desc())},
                             {DNNL_ARG_WEIGHTS, filled(d.weights_desc())},
                             {DNNL_ARG_DIFF_DST, filled(d.diff_dst_desc())}});
}
template <class Description>
double time_kernel_gradient(const Description& d, const dnnl::primitive& primitive) {
  return time_of(primitive, {{DNNL_ARG_SRC, filled(d.src_desc())},
                             {DNNL_ARG_DIFF_WEIGHTS, filled(d.diff_weights_desc())},
                             {DNNL_ARG_DIFF_DST, filled(d.diff_dst_desc())}});
}

enum class Pass { forward, input_gradient, kernel_gradient };

struct Candidate {
  const char* name;
  Tag pictures;
  algorithm method;
};

double time_convolution(const Convolution& c, int batch, Pass pass, const Candidate& candidate, Type type) {
  const int out = (c.extent + 2 * c.padding - c.kernel) / c.stride + 1;
  const bool blocked = candidate.pictures == Tag::nChw16c;
  const Tag x_tag = blocked && c.inputs < 16 ? Tag::nchw : candidate.pictures;
  const memory::desc x({batch, c.inputs, c.extent, c.extent}, type, x_tag);
  const memory::desc y({batch, c.outputs, out, out}, type, candidate.pictures);
  const memory::desc kernel({c.outputs, c.inputs, c.kernel, c.kernel}, type, Tag::any);
  const memory::desc kernel_gradient({c.outputs, c.inputs, c.kernel, c.kernel}, Type::f32, Tag::any);
  const memory::dims strides{c.stride, c.stride}, padding{c.padding, c.padding};
  const auto forward = describe<dnnl::convolution_forward>(prop_kind::forward_training, candidate.method, x,
                                                           kernel, y, strides, padding, padding);
  if (pass == Pass::forward) return time_forward(forward, dnnl::convolution_forward(forward));
  if (pass == Pass::input_gradient) {
    using Backward = dnnl::convolution_backward_data;
    const auto d =
        describe_after<Backward>(forward, candidate.method, x, kernel, y, strides, padding, padding);
    return time_input_gradient(d, Backward(d));
  }
  using Backward = dnnl::convolution_backward_weights;
  const auto d =
      describe_after<Backward>(forward, candidate.method, x, kernel_gradient, y, strides, padding, padding);
  return time_kernel_gradient(d, Backward(d));
}

double time_dense(const Dense& layer, int batch, Pass pass, Type type) {
  const memory::desc x({batch, layer.inputs}, type, Tag::any), y({batch, layer.outputs}, type, Tag::any);
  const memory::desc kernel({layer.outputs, layer.inputs}, type, Tag::any);
  const memory::desc kernel_gradient({layer.outputs, layer.inputs}, Type::f32, Tag::any);
  const auto forward = describe<dnnl::inner_product_forward>(prop_kind::forward_training, x, kernel, y);
  if (pass == Pass::forward) return time_forward(forward, dnnl::inner_product_forward(forward));
  if (pass == Pass::input_gradient) {
    const auto d = describe_after<dnnl::inner_product_backward_data>(forward, x, kernel, y);
    return time_input_gradient(d, dnnl::inner_product_backward_data(d));
  }
  const auto d = describe_after<dnnl::inner_product_backward_weights>(forward, x, kernel_gradient, y);
  return time_kernel_gradient(d, dnnl::inner_product_backward_weights(d));
}

const std::vector<Candidate> candidates{
    {"direct, channels last", Tag::nhwc, algorithm::convolution_direct},
    {"direct, blocks of 16", Tag::nChw16c, algorithm::convolution_direct},
    {"Winograd", Tag::any, algorithm::convolution_winograd},
};
constexpr const char* pass_names[] = {"forward", "input gradient", "kernel gradient"};

// The best candidate's time; oneDNN refuses what it has no kernel for.
double best_convolution(const Convolution& c, int batch, Pass pass, Type type, bool details) {
  double best = 0;
  const char* name = "none";
  for (const Candidate& candidate : candidates) {
    try {
      const double time = time_convolution(c, batch, pass, candidate, type);
      if (best == 0 || time < best) std::tie(best, name) = std::pair(time, candidate.name);
    } catch (const dnnl::error&) {
    }
  }
  if (details) {
    std::fprintf(stderr, "%9.3f ms × %d  %d×%d of %d → %d, picture %d, stride %d: %s, %s\n", best, c.times,
                 c.kernel, c.kernel, c.inputs, c.outputs, c.extent, c.stride,
                 pass_names[static_cast<int>(pass)], name);
  }
  return best;
}

double floor_of(const Network& network, Type type, bool details) {
  double sum = 0;
  for (const Pass pass : {Pass::forward, Pass::input_gradient, Pass::kernel_gradient}) {
    if (pass != Pass::forward && !network.training) continue;
    for (const Convolution& c : network.convolutions) {
      if (pass == Pass::input_gradient && c.first) continue;
      sum += c.times * best_convolution(c, network.batch, pass, type, details);
    }
    for (const Dense& layer : network.dense) {
      const double time = time_dense(layer, network.batch, pass, type);
      if (details) {
        std::fprintf(stderr, "%9.3f ms      dense %d → %d: %s\n", time, layer.inputs, layer.outputs,
                     pass_names[static_cast<int>(pass)]);
      }
      sum += time;
    }
  }
  return sum;
}

Network lecture_cnn(int batch, bool training) {
  return {batch, training, {{1, 28, 32, 3, 1, 0, 1, true}, {32, 26, 64, 3, 1, 0}}, {{9216, 128}, {128, 10}}};
}

// Version 1.5: the stride is in the 3×3 convolution.
Network resnet50(int batch, bool training) {
  Network network{batch, training, {{3, 224, 64, 7, 2, 3, 1, true}}, {{2048, 1000}}};
  const int blocks[] = {3, 4, 6, 3};
  int inputs = 64, extent = 56, width = 64;
  for (int stage = 0; stage < 4; ++stage, width *= 2) {
    const int stride = stage == 0 ? 1 : 2, small = extent / stride, outputs = 4 * width,
              rest = blocks[stage] - 1;
    network.convolutions.insert(network.convolutions.end(),
                                {
                                    {inputs, extent, width, 1, 1, 0},
                                    {width, extent, width, 3, stride, 1},
                                    {inputs, extent, outputs, 1, stride, 0},
                                    {width, small, outputs, 1, 1, 0, blocks[stage]},
                                    {outputs, small, width, 1, 1, 0, rest},
                                    {width, small, width, 3, 1, 1, rest},
                                });
    inputs = outputs;
    extent = small;
  }
  return network;
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, Network> works{
      {"cnn_train", lecture_cnn(128, true)}, {"cnn_infer128", lecture_cnn(128, false)},
      {"cnn_infer1", lecture_cnn(1, false)}, {"resnet_train", resnet50(8, true)},
      {"resnet_infer1", resnet50(1, false)},
  };
  if (argc < 4 || !works.contains(argv[1])) {
    std::fprintf(stderr, "usage: bench_floor WORK f32|bf16 THREADS [details]\n");
    return 2;
  }
  omp_set_num_threads(std::atoi(argv[3]));
  const Type type = std::string(argv[2]) == "bf16" ? Type::bf16 : Type::f32;
  std::printf("%.4f\n", floor_of(works.at(argv[1]), type, argc > 4));
}
