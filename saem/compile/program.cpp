#include "saem/compile/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <unordered_map>

#include "saem/compile/finite.h"
#include "saem/compile/lower.h"
#include "saem/compile/placement.h"
#include "saem/compile/program_memory.h"
#include "saem/compile/steady.h"
#include "saem/compile/thread_choice.h"
#include "saem/core/error.h"
#include "saem/core/float_mode.h"
#include "saem/graph/op.h"

namespace saem {
namespace {

/// SAEM_POISON=1 fills all memory that a program is about to write with NaN: what is never written then
/// shows. (Kept memory is written in some runs only.)
bool poisoned() { return std::getenv("SAEM_POISON") != nullptr; }

/// One kernel and where it reads and writes.
struct Step {
  std::unique_ptr<Kernel> kernel;
  std::vector<const void*> in;
  std::vector<void*> out;
  void* scratch = nullptr;
  std::string label;
  std::string op;
  std::string scope;
  std::vector<TensorType> in_types;
  std::vector<TensorType> out_types;
  bool keeps_results = false;  ///< runs only when stale
  bool is_stale = false;       ///< what is kept must be made anew, by `prepare` and `run`
  std::size_t alive_bytes = 0;
  ThreadChoice threads = {};
};

/// A pointer that is another one in each run: a parameter's, an output's, or a variable's.
struct Patch {
  std::size_t step;
  std::size_t slot;
  bool is_output;
  Place place;
};

std::vector<TensorType> types_of(const Tensors& tensors) {
  std::vector<TensorType> types;
  for (const Tensor& tensor : tensors) types.push_back(tensor.type());
  return types;
}

}  // namespace

struct Program::State {
  std::vector<TensorType> parameters;
  std::vector<TensorType> outputs;
  std::vector<Step> steps;
  std::vector<Patch> patches;
  std::vector<FinalCopy> copies;
  std::vector<Array> constants;
  std::vector<std::shared_ptr<VariableState>> variables;
  std::vector<char> variable_is_written;
  std::vector<std::uint64_t> seen_versions;            ///< per variable, of the last run
  std::vector<std::vector<std::size_t>> renewed_with;  ///< per variable: steps that it makes stale
  Array arena;
  Array kept;
  bool debug = false;
  std::vector<ValueRange> ranges;  ///< of the last run, in debug mode
  // Addresses of this run.
  std::vector<const std::byte*> parameter_memory;
  std::vector<std::byte*> output_memory;
  std::vector<std::byte*> variable_memory;

  /// Where the value is. Never null, also without elements: kernels add offsets to it, and to null none may
  /// be added.
  [[nodiscard]] std::byte* address(const Place& place) const {
    alignas(64) static std::byte nothing[64];
    std::byte* const memory = memory_of(place);
    return memory == nullptr ? nothing : memory;
  }

  [[nodiscard]] std::byte* memory_of(const Place& place) const {
    switch (place.kind) {
      case Place::Kind::arena:
        return arena_memory + place.index;
      case Place::Kind::kept:
        return kept_memory + place.index;
      case Place::Kind::constant:
        return const_cast<std::byte*>(constants[place.index].bytes());
      case Place::Kind::parameter:
        return const_cast<std::byte*>(parameter_memory[place.index]);
      case Place::Kind::variable:
        return variable_memory[place.index];
      case Place::Kind::output:
        return output_memory[place.index];
    }
    return nullptr;
  }

  void add_steps(Schedule schedule, std::vector<std::unique_ptr<Kernel>> kernels, const Placement& placement);
  void add_renewals(const std::vector<Renewal>& renewals);
  void bind(std::span<const Array> inputs, std::vector<Array>& results);
  void run_steps(std::vector<double>* milliseconds);

  std::byte* arena_memory = nullptr;
  std::byte* kept_memory = nullptr;
};

Program::Program(const Graph& graph, const CompileOptions& options) : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.debug = options.debug;
  s.parameters = types_of(graph.parameters);
  s.outputs = types_of(graph.outputs);

  auto [simple, schedule, kernels, renewals, placement] = lower(graph, options);

  detail::check_program_memory(options, placement.arena_bytes + placement.kept_bytes, s.outputs);
  s.constants = placement.constants;
  s.variables = placement.variables;
  s.copies = placement.copies;
  s.variable_is_written.assign(s.variables.size(), 0);
  for (const auto& update : simple.updates) {
    const auto at = std::find(s.variables.begin(), s.variables.end(), update.variable);
    s.variable_is_written[static_cast<std::size_t>(at - s.variables.begin())] = 1;
  }
  s.arena = Array(Shape{static_cast<std::int64_t>(placement.arena_bytes)}, DType::u8);
  s.arena_memory = s.arena.mutable_bytes();
  s.kept = Array(Shape{static_cast<std::int64_t>(placement.kept_bytes)}, DType::u8);
  s.kept_memory = s.kept.mutable_bytes();
  s.parameter_memory.resize(s.parameters.size());
  s.output_memory.resize(s.outputs.size());
  s.variable_memory.resize(s.variables.size());
  s.add_steps(std::move(schedule), std::move(kernels), placement);
  s.add_renewals(renewals);
}

Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

void Program::State::add_steps(Schedule schedule, std::vector<std::unique_ptr<Kernel>> kernels,
                               const Placement& placement) {
  const auto is_fixed = [](const Place& place) {
    return place.kind == Place::Kind::arena || place.kind == Place::Kind::kept ||
           place.kind == Place::Kind::constant;
  };
  for (std::size_t t = 0; t < schedule.size(); ++t) {
    const Task& task = schedule[t];
    Step step{std::move(kernels[t]),
              {},
              {},
              arena_memory + placement.scratch[t],
              task.to_string(),
              task.node().op().name,
              task.node().scope(),
              types_of(task.inputs),
              types_of(task.outputs),
              is_steady(task),
              /*is_stale=*/false,
              placement.alive[t]};
    const auto add_places = [&](auto& memory, const std::vector<Place>& places, bool is_output) {
      for (std::size_t i = 0; i < places.size(); ++i) {
        memory.push_back(is_fixed(places[i]) ? address(places[i]) : nullptr);
        if (!is_fixed(places[i])) patches.push_back({t, i, is_output, places[i]});
      }
    };
    add_places(step.in, placement.inputs[t], false);
    add_places(step.out, placement.outputs[t], true);
    steps.push_back(std::move(step));
  }
}

void Program::State::add_renewals(const std::vector<Renewal>& renewals) {
  renewed_with.resize(variables.size());
  for (const auto& variable : variables) seen_versions.push_back(variable->version);
  std::unordered_map<const VariableState*, std::size_t> number_of;
  for (std::size_t v = 0; v < variables.size(); ++v) number_of[variables[v].get()] = v;
  for (const Renewal& renewal : renewals) {
    steps[renewal.task].is_stale = true;
    for (const VariableState* variable : renewal.variables)
      renewed_with[number_of.at(variable)].push_back(renewal.task);
  }
}

void Program::State::bind(std::span<const Array> inputs, std::vector<Array>& results) {
  if (inputs.size() != parameters.size()) {
    fail<ValueError>({"Program::run",
                      fmt::format("expected {} inputs, received {}", parameters.size(), inputs.size()),
                      {},
                      "Give one array for each parameter, in their order."});
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!(inputs[i].shape() == parameters[i].shape) || inputs[i].dtype() != parameters[i].dtype) {
      fail<ShapeError>({"Program::run",
                        fmt::format("expected input {} as {} {}, received {} {}", i,
                                    name(parameters[i].dtype), parameters[i].shape.to_string(),
                                    name(inputs[i].dtype()), inputs[i].shape().to_string()),
                        {},
                        "A program is compiled for one signature; a function made by compile takes any."});
    }
    parameter_memory[i] = inputs[i].bytes();
  }
  results.resize(outputs.size());
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    if (!(results[o].shape() == outputs[o].shape) || results[o].dtype() != outputs[o].dtype)
      results[o] = Array::uninitialized(outputs[o].shape, outputs[o].dtype);
    output_memory[o] = results[o].mutable_bytes();
  }
  for (std::size_t v = 0; v < variables.size(); ++v) {
    VariableState& variable = *variables[v];
    if (variable_is_written[v]) {
      variable.before_change();
      variable_memory[v] = variable.value.mutable_bytes();
    } else {
      variable_memory[v] = const_cast<std::byte*>(variable.value.bytes());
      if (seen_versions[v] == variable.version) continue;
      seen_versions[v] = variable.version;
      for (const std::size_t step : renewed_with[v]) steps[step].is_stale = true;
    }
  }
  for (const Patch& patch : patches) {
    Step& step = steps[patch.step];
    if (patch.is_output)
      step.out[patch.slot] = address(patch.place);
    else
      step.in[patch.slot] = address(patch.place);
  }
}

void Program::State::run_steps(std::vector<double>* milliseconds) {
  using Clock = std::chrono::steady_clock;
  const FloatModeScope flush(flush_denormals);
  if (poisoned()) {
    if (arena.byte_size() > 0) std::memset(arena_memory, 0xFF, arena.byte_size());
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      if (outputs[o].shape.count() > 0)
        std::memset(output_memory[o], 0xFF,
                    static_cast<std::size_t>(outputs[o].shape.count()) * item_size(outputs[o].dtype));
    }
  }
  ranges.clear();
  for (Step& step : steps) {
    const auto start = milliseconds ? Clock::now() : Clock::time_point();
    if (step.is_stale) step.kernel->prepare(step.in);
    if (step.is_stale || !step.keeps_results)
      step.threads.run([&] { step.kernel->run(step.in, step.out, step.scratch); });
    step.is_stale = false;
    if (milliseconds)
      milliseconds->push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    if (debug) {
      for (std::size_t o = 0; o < step.out.size(); ++o) {
        ranges.push_back(range_of(step.op, step.scope, step.out[o], step.out_types[o]));
        require_finite({step.op, step.scope, step.in, step.in_types}, step.out[o], step.out_types[o]);
      }
    }
  }
  for (const FinalCopy& copy : copies) std::memcpy(address(copy.to), address(copy.from), copy.bytes);
}

std::vector<Array> Program::run(std::span<const Array> inputs) {
  std::vector<Array> outputs;
  run(inputs, outputs);
  return outputs;
}

void Program::run(std::span<const Array> inputs, std::vector<Array>& outputs) {
  state_->bind(inputs, outputs);
  state_->run_steps(nullptr);
}

std::vector<double> Program::profile(std::span<const Array> inputs) {
  std::vector<Array> outputs;
  std::vector<double> milliseconds;
  state_->bind(inputs, outputs);
  state_->run_steps(&milliseconds);
  return milliseconds;
}

const std::vector<ValueRange>& Program::ranges() const noexcept { return state_->ranges; }

std::size_t Program::arena_bytes() const noexcept {
  return state_->arena.byte_size() + state_->kept.byte_size();
}

std::vector<KernelReport> Program::report() const {
  std::vector<KernelReport> all;
  for (const Step& step : state_->steps) {
    std::size_t written = 0;
    for (const TensorType& type : step.out_types)
      written += static_cast<std::size_t>(type.shape.count()) * item_size(type.dtype);
    all.push_back({step.label, step.scope, step.kernel->describe(), written, step.alive_bytes,
                   step.keeps_results, step.kernel->conversions()});
  }
  return all;
}

std::string Program::to_string() const {
  std::string text;
  for (const Step& step : state_->steps) text += step.label + "\n";
  return text;
}

}  // namespace saem
