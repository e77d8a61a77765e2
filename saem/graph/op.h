#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/graph/tensor.h"
#include "saem/graph/tile_step.h"

namespace saem {

struct Op;

/// What the rules of an op see when it is called.
struct Signature {
  const Op& op;
  std::span<const TensorType> inputs;
  const Attributes& attributes;

  [[nodiscard]] const Shape& shape(int i) const { return inputs[static_cast<std::size_t>(i)].shape; }
  [[nodiscard]] DType dtype(int i) const { return inputs[static_cast<std::size_t>(i)].dtype; }
  /// Throws ShapeError in the op's name.
  [[noreturn]] void reject_shape(const std::string& problem, const std::string& advice = {}) const;
};

/// Results of a rule: one entry per output; a single value converts.
template <class T>
struct PerOutput : std::vector<T> {
  using std::vector<T>::vector;
  PerOutput(const T& only) : std::vector<T>{only} {}  // NOLINT: one output is the usual case
};
using ShapeRule = std::function<PerOutput<Shape>(const Signature&)>;
using DTypeRule = std::function<PerOutput<DType>(const Signature&)>;

/// What a gradient rule sees: the recorded node, and the gradient of the final value with respect to each
/// output.
struct GradientCall {
  const std::shared_ptr<Node>& node;
  std::span<const Tensor> dys;  ///< undefined where the final value does not depend on that output

  [[nodiscard]] const Tensor& input(int i = 0) const { return node->input(i); }
  [[nodiscard]] Tensor output(int i = 0) const { return Tensor(node, i); }
  [[nodiscard]] const Tensor& dy(int i = 0) const { return dys[static_cast<std::size_t>(i)]; }
  [[nodiscard]] const Attributes& attributes() const { return node->attributes(); }
};
/// One tensor per input, in terms of ops; an undefined tensor where the input has no gradient (labels,
/// indices).
using GradientRule = std::function<Tensors(const GradientCall&)>;

/// What a reference loop sees. Floating inputs and outputs are float64 here, all others int64, whatever the
/// tensors' dtypes: a reference loop is written once, in the plainest way.
struct ReferenceCall {
  const Attributes& attributes;
  std::span<const Array> inputs;
  std::span<Array> outputs;

  [[nodiscard]] const Shape& shape(int i) const { return inputs[static_cast<std::size_t>(i)].shape(); }
  [[nodiscard]] const Shape& output_shape(int i = 0) const {
    return outputs[static_cast<std::size_t>(i)].shape();
  }
  template <class T>
  [[nodiscard]] std::span<const T> in(int i) const {
    return inputs[static_cast<std::size_t>(i)].data<T>();
  }
  template <class T>
  [[nodiscard]] std::span<T> out(int i = 0) const {
    return outputs[static_cast<std::size_t>(i)].mutable_data<T>();
  }
};

/// The f32 loop of an elementwise op over n contiguous elements; what fused kernels are chained from.
using TileLoop = void (*)(const float* const* inputs, float* output, std::int64_t n);

/// An elementwise op over n contiguous elements of the types that reference loops see: double for floating
/// inputs and outputs, int64 for all others.
using WideLoop = void (*)(const void* const* inputs, void* output, std::int64_t n);

/// The wide loops of an elementwise op, by what goes in and comes out; null for what it does not take.
struct WideLoops {
  WideLoop floating = nullptr;  ///< an input that is floating, a floating output
  WideLoop tests = nullptr;     ///< an input that is floating, an output that is not
  WideLoop integers = nullptr;  ///< nothing that is floating
};

/// How an op computes. A `tile` marks the op as elementwise, and so as fusable. `steps` are the same function
/// for chains in registers, `wide` the same for integers and float64; null where there is none.
struct Reference {
  std::function<void(ReferenceCall&)> run;
  TileLoop tile = nullptr;
  TileSteps steps = {};
  WideLoops wide = {};
};

/// One input of the op tester: floating arrays as float64.
struct Sample {
  std::vector<Array> inputs;
  Attributes attributes;
  bool check_gradient = true;  ///< false where the sample sits on a kink or saturates
  double tolerance = 1e-5;     ///< relative, fast backend in f32 against reference
};
using Sampler = std::function<Sample(Generator&, int arity)>;

/// The record of an op: everything that saem knows of it. Lists of ops (fusable ones, saved-graph names,
/// docs, tests) are made from these records, never typed a second time.
struct Op {
  std::string name;
  int arity = 1;  ///< number of inputs; -1 for any number (one at least)
  int outputs = 1;
  ShapeRule shape;
  DTypeRule dtype;
  GradientRule gradient;  ///< or `not_differentiable`
  Reference reference;
  std::vector<Sampler> samples;
  std::string doc;
  bool is_leaf = false;  ///< constant, variable, parameter: they have no rules, and nothing computes them
  bool is_view = false;  ///< the output is the input's memory under another shape
};

/// Adds a record to the registry. Throws ValueError if a part is missing or the name is taken.
const Op& define(Op op);
/// Every record, in alphabetical order: those of saem/ops and those that the program defined.
[[nodiscard]] std::vector<const Op*> all_ops();
/// Throws ValueError, with the nearest name, if there is none.
[[nodiscard]] const Op& find_op(std::string_view name);

/// Applies an op: checks arity, infers types by the op's rules, and returns the outputs.
[[nodiscard]] Tensors record_all(const Op& op, Tensors inputs, Attributes attributes = {});
/// The same for an op with one output.
[[nodiscard]] Tensor record(const Op& op, Tensors inputs, Attributes attributes = {});

/// The gradient rule of ops that have none: each input's gradient is undefined (zero).
[[nodiscard]] Tensors not_differentiable(const GradientCall& call);

// ---- The usual rules ----

/// All inputs have this one shape.
[[nodiscard]] PerOutput<Shape> same_as_input(const Signature& s);
/// Floating inputs of one dtype; the output has it too.
[[nodiscard]] PerOutput<DType> floating(const Signature& s);
/// Numbers of one dtype; the output has it too.
[[nodiscard]] PerOutput<DType> numeric(const Signature& s);
/// Any one dtype; the output has it too.
[[nodiscard]] PerOutput<DType> any_dtype(const Signature& s);
/// Any one dtype in, bool out.
[[nodiscard]] PerOutput<DType> to_boolean(const Signature& s);

// ---- The usual samples ----

/// Random shapes of rank 0 to 4, the same for every input, elements uniform in [low, high), none nearer to
/// one of `kinks` than 0.02 (a finite difference must not straddle it).
[[nodiscard]] Sampler uniform(double low, double high, std::vector<double> kinks = {});
/// These values for every input; gradients are not checked there.
[[nodiscard]] Sampler values(std::vector<double> list);
/// Uniform values of a given shape per input, with attributes.
[[nodiscard]] Sampler shaped(std::vector<Shape> shapes, Attributes attributes = {}, double low = -1,
                             double high = 1);
/// A random shape with extents in [1, 5].
[[nodiscard]] Shape random_shape(Generator& g, int min_rank = 0, int max_rank = 4);
/// float64, uniform.
[[nodiscard]] Array random_array(Generator& g, const Shape& shape, double low = -1, double high = 1);

// ---- Leaves ----
extern const Op& constant_op;   ///< value in the node
extern const Op& variable_op;   ///< a Variable's value
extern const Op& parameter_op;  ///< an argument of a compiled function

}  // namespace saem
