#include "saem/compile/compile.h"

#include <algorithm>
#include <mutex>

#include "saem/compile/program.h"
#include "saem/graph/op.h"

namespace saem::detail {

struct ProgramCache::State {
  struct Entry {
    std::vector<TensorType> signature;
    Program program;
  };
  CompileOptions options;
  std::vector<std::unique_ptr<Entry>> entries;  // the last used one first
  std::mutex mutex;
};

ProgramCache::ProgramCache(CompileOptions options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
}
ProgramCache::~ProgramCache() = default;
ProgramCache::ProgramCache(ProgramCache&&) noexcept = default;
ProgramCache& ProgramCache::operator=(ProgramCache&&) noexcept = default;

Graph trace(const TraceFunction& f, std::span<const TensorType> inputs) {
  Graph graph;
  for (const TensorType& type : inputs) graph.parameters.emplace_back(Node::leaf(parameter_op, type));
  UpdateScope scope;
  graph.outputs = f(graph.parameters);
  graph.updates = scope.updates();
  return graph;
}

Program& ProgramCache::program(const TraceFunction& f, std::span<const TensorType> inputs) {
  auto& entries = state_->entries;
  const auto known = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
    return std::equal(inputs.begin(), inputs.end(), entry->signature.begin(), entry->signature.end());
  });
  if (known != entries.end()) {
    std::rotate(entries.begin(), known, known + 1);
    return entries.front()->program;
  }
  const Graph graph = trace(f, inputs);
  std::vector<TensorType> signature(inputs.begin(), inputs.end());
  entries.insert(entries.begin(), std::make_unique<State::Entry>(
                                      State::Entry{std::move(signature), Program(graph, state_->options)}));
  // Each program has an arena: a server that sees batches of every size must not keep one for each of them
  // for ever.
  constexpr std::size_t most_programs = 32;
  if (entries.size() > most_programs) entries.pop_back();
  return entries.front()->program;
}

std::vector<Array> ProgramCache::run(const TraceFunction& f, std::span<const Array> inputs) {
  const std::lock_guard lock(state_->mutex);
  std::vector<TensorType> types;
  for (const Array& input : inputs) types.push_back({input.dtype(), input.shape()});
  return program(f, types).run(inputs);
}

}  // namespace saem::detail
