#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "saem/graph/graph.h"
#include "saem/graph/tensor.h"

namespace saem {

class Program;

/// What convolutions and matrix products compute from. Everything else is float32, variables too.
enum class Precision : std::uint8_t {
  float32,
  bf16,           ///< bfloat16; UnsupportedError where the processor has no instructions for it
  bf16_emulated,  ///< the same numbers on any processor, slower than float32 where it has none
};

struct CompileOptions {
  std::string backend = "cpu";  ///< "cpu" or "reference"
  /// Run op by op, and stop at the first non-finite value with the op's and the layer's name
  /// (NonFiniteError).
  bool debug = false;
  /// Bytes that intermediate values may take; 0: as many as they need. To stay below it, values are computed
  /// a second time instead of being kept, with the same bits. ValueError if that does not suffice.
  std::size_t memory_budget = 0;
  /// Not in debug mode, which always runs in float32.
  Precision precision = Precision::float32;
  /// Called with the bytes that intermediate values will take, before they are taken; may throw, and nothing
  /// is taken then.
  std::function<void(std::size_t bytes)> before_memory = {};
  /// Passes that are left out, by the names in `optional_passes` (lower.h): for tests, which compare the
  /// results, and for looking for a pass that is wrong. ValueError for another name.
  std::vector<std::string> without = {};
};

namespace detail {

using TraceFunction = std::function<Tensors(std::span<const Tensor>)>;

/// Records `f` on parameters of these types: what it returns, and what it assigns to variables.
[[nodiscard]] Graph trace(const TraceFunction& f, std::span<const TensorType> inputs);

/// One Program per input signature, for the 32 signatures that were used last.
class ProgramCache {
 public:
  explicit ProgramCache(CompileOptions options);
  ~ProgramCache();
  ProgramCache(ProgramCache&&) noexcept;
  ProgramCache& operator=(ProgramCache&&) noexcept;
  /// Traces `f` if this signature is new, and runs the program.
  std::vector<Array> run(const TraceFunction& f, std::span<const Array> inputs);
  /// The program for a signature, traced if it is new.
  Program& program(const TraceFunction& f, std::span<const TensorType> inputs);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A traced function may return a Tensor, Tensors, or a pair or tuple of Tensors.
inline Tensors flatten(const Tensor& t) { return {t}; }
inline Tensors flatten(Tensors t) { return t; }
template <class... T>
Tensors flatten(const std::tuple<T...>& t) {
  return std::apply([](const auto&... each) { return Tensors{each...}; }, t);
}
template <class A, class B>
Tensors flatten(const std::pair<A, B>& t) {
  return {t.first, t.second};
}

template <class R>
R unflatten(const std::vector<Array>& values) {
  if constexpr (std::is_same_v<R, Tensor>) {
    return Tensor(values.at(0));
  } else if constexpr (std::is_same_v<R, Tensors>) {
    return Tensors(values.begin(), values.end());
  } else {
    return [&]<std::size_t... I>(std::index_sequence<I...>) { return R{Tensor(values.at(I))...}; }
    (std::make_index_sequence<std::tuple_size_v<R>>());
  }
}

template <std::size_t>
using AlwaysTensor = Tensor;

}  // namespace detail

/// What `compile` returns: call it with tensors or arrays; each new combination of shapes and dtypes is
/// traced once.
template <class F>
class CompiledFunction {
 public:
  CompiledFunction(F f, CompileOptions options) : f_(std::move(f)), cache_(std::move(options)) {}

  template <class... Args>
  auto operator()(const Args&... args) {
    return call(std::index_sequence_for<Args...>(), std::vector<Array>{to_array(args)...});
  }

 private:
  static Array to_array(const Array& a) { return a; }
  static Array to_array(const Tensor& t) { return t.value(); }

  template <std::size_t... I>
  auto call(std::index_sequence<I...>, const std::vector<Array>& inputs) {
    using R = std::decay_t<std::invoke_result_t<F&, detail::AlwaysTensor<I>...>>;
    if constexpr (std::is_void_v<R>) {
      cache_.run(
          [this]([[maybe_unused]] std::span<const Tensor> t) {
            f_(t[I]...);
            return Tensors{};
          },
          inputs);
    } else {
      return detail::unflatten<R>(cache_.run(
          [this]([[maybe_unused]] std::span<const Tensor> t) { return detail::flatten(f_(t[I]...)); },
          inputs));
    }
  }

  F f_;
  detail::ProgramCache cache_;
};

/// Makes a fast function of `f`, which takes Tensors and returns a Tensor, Tensors, or a pair or tuple of
/// them.
///
/// `f` is traced once per combination of input shapes and dtypes: its C++ runs then, with tensors that have
/// no value yet; afterwards only the recorded ops run. What it assigns to Variables is part of the step.
template <class F>
[[nodiscard]] CompiledFunction<std::decay_t<F>> compile(F&& f, CompileOptions options = {}) {
  return {std::forward<F>(f), std::move(options)};
}

}  // namespace saem
