#include "saem/compile/lower.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "saem/core/error.h"
#include "saem/core/format_bytes.h"
#include "saem/core/simd.h"
#include "saem/graph/op.h"
#include "saem/passes/dump.h"
#include "saem/passes/fold_padding.h"
#include "saem/passes/fold_scales.h"
#include "saem/passes/mixed_precision.h"
#include "saem/passes/order_for_memory.h"
#include "saem/passes/recompute.h"
#include "saem/passes/remake_masks.h"

namespace saem {
namespace {

using Kernels = std::vector<std::unique_ptr<Kernel>>;

/// The reference backend, which computes what the other has no kernel for, reads and writes row-major memory.
void require_row_major(const Task& task, const Backend& backend) {
  const auto is_plain = [](const Layout& layout) { return layout.is_plain(); };
  if (std::ranges::all_of(task.input_layouts, is_plain) && std::ranges::all_of(task.output_layouts, is_plain))
    return;
  fail<UnsupportedError>(
      {task.to_string(),
       fmt::format("backend \"{}\" has no kernel for the layouts that it offered", backend.name()),
       {},
       "Choose the backend \"reference\", and report this as a bug."});
}

Kernels make_kernels(const Schedule& schedule, Backend& backend) {
  Backend& reference = find_backend("reference");
  Kernels kernels;
  for (const Task& task : schedule) {
    const LayerScope scope(task.node().scope(), LayerScope::Replace{});
    std::unique_ptr<Kernel> kernel = backend.make_kernel(task);
    if (!kernel) require_row_major(task, backend);
    kernels.push_back(kernel ? std::move(kernel) : reference.make_kernel(task));
  }
  return kernels;
}

/// A kernel that only tells what memory it wants, as another one does.
class MemoryOnly final : public Kernel {
 public:
  explicit MemoryOnly(const TaskMemory& memory) : memory_(memory) {}
  void run(std::span<const void* const>, std::span<void* const>, void*) override {}
  [[nodiscard]] std::size_t scratch_bytes() const override { return memory_.scratch_bytes; }
  [[nodiscard]] bool can_write_over(std::size_t input) const override { return memory_.writes_over[input]; }

 private:
  TaskMemory memory_;
};

/// Repeats tasks until the arena fits into the budget.
void fit_into_budget(Graph& graph, Schedule& schedule, Backend& backend, std::size_t budget) {
  Schedule steady = schedule;  // kernels may keep what they make of steady inputs
  mark_steady(graph, steady);
  std::vector<TaskMemory> memory;
  for (const auto& kernel : make_kernels(steady, backend)) {
    memory.push_back({kernel->scratch_bytes(), {}});
    for (std::size_t i = 0; i < steady[memory.size() - 1].inputs.size(); ++i)
      memory.back().writes_over.push_back(kernel->can_write_over(i));
  }
  const auto arena_bytes = [&](const Recomputation& r) {
    Schedule marked = r.schedule;
    mark_steady(r.graph, marked);
    Kernels kernels;
    for (const std::size_t task : r.origin) kernels.push_back(std::make_unique<MemoryOnly>(memory[task]));
    return place_values(r.graph, marked, kernels).arena_bytes;
  };
  Recomputation result = recompute(graph, schedule, memory, budget, arena_bytes);
  graph = std::move(result.graph);
  schedule = std::move(result.schedule);
}

void require_known(const std::vector<std::string>& passes) {
  for (const std::string& pass : passes) {
    const auto& known = optional_passes();
    if (std::ranges::find(known, pass) != known.end()) continue;
    fail<ValueError>({"compile",
                      fmt::format("expected the name of a pass in without, received \"{}\"", pass),
                      {},
                      fmt::format("There are: {}.", fmt::join(known, ", "))});
  }
}

std::string place_text(const Place& place) {
  using Kind = Place::Kind;
  constexpr std::string_view names[] = {"arena", "kept", "constant", "parameter", "variable", "output"};
  const bool is_offset = place.kind == Kind::arena || place.kind == Kind::kept;
  return fmt::format("{} {}{}", names[static_cast<std::size_t>(place.kind)], is_offset ? "+" : "",
                     place.index);
}

/// For each task: where its results lie, and how much working memory it has.
std::vector<std::string> notes_of(const Placement& placement, const Kernels& kernels) {
  std::vector<std::string> notes;
  for (std::size_t t = 0; t < kernels.size(); ++t) {
    std::string note = "→ ";
    for (const Place& place : placement.outputs[t])
      note += (note.ends_with(' ') ? "" : ", ") + place_text(place);
    if (const std::size_t scratch = kernels[t]->scratch_bytes(); scratch > 0)
      note += fmt::format("; works in {}", format_bytes(scratch));
    notes.push_back(std::move(note));
  }
  return notes;
}

}  // namespace

void require_precision(Precision precision) {
  if (precision != Precision::bf16 || has_bfloat16()) return;
  fail<UnsupportedError>(
      {"precision bf16", "this processor has no bfloat16 instructions and would only imitate them",
       "expected AVX-512 BF16",
       "Use float32, which is faster here, or \"bf16-emulated\" for the same numbers anyway."});
}

const std::vector<std::string>& optional_passes() {
  static const std::vector<std::string> names{
      "simplify",         "fold_padding", "fold_scales",    "grouping",
      "order_for_memory", "remake_masks", "choose_layouts", "steady"};
  return names;
}

Lowered lower(const Graph& graph, const CompileOptions& options) {
  require_known(options.without);
  const auto with = [&](std::string_view pass) {
    return std::ranges::find(options.without, pass) == options.without.end();
  };
  const PassDump dump;
  Backend& backend = find_backend(options.backend);
  const bool rewrites = !options.debug && backend.grouping().elementwise;
  const GroupingRules rules = options.debug || !with("grouping") ? GroupingRules{} : backend.grouping();

  dump.show("trace", graph);
  Lowered result{.graph = with("simplify") ? simplify(graph) : graph,
                 .schedule = {},
                 .kernels = {},
                 .renewals = {},
                 .placement = {}};
  dump.show("simplify", result.graph);
  if (rewrites && with("fold_padding")) {
    result.graph = fold_padding(result.graph);
    dump.show("fold padding", result.graph);
  }
  if (rewrites && with("fold_scales")) {
    result.graph = fold_scales(result.graph);
    dump.show("fold scales", result.graph);
  }
  if (options.precision != Precision::float32 && !options.debug) {
    require_precision(options.precision);
    result.graph = simplify(mixed_precision(result.graph));
    dump.show("mixed precision", result.graph);
  }
  result.schedule = make_schedule(result.graph, rules);
  dump.show("schedule", result.schedule, result.graph);
  if (rewrites && with("order_for_memory")) {
    result.schedule = order_for_memory(std::move(result.schedule), result.graph);
    dump.show("order for memory", result.schedule, result.graph);
  }
  if (rules.elementwise && with("remake_masks")) {
    result.schedule = remake_masks(std::move(result.schedule), result.graph, rules);
    dump.show("masks", result.schedule, result.graph);
  }
  if (!options.debug && with("choose_layouts")) {
    choose_layouts(result.schedule, result.graph, [&](const Task& task) { return backend.layouts(task); });
    dump.show("layouts", result.schedule, result.graph);
  }
  // After the layouts: what is done again is then done in the same ones, and gives the same bits.
  if (options.memory_budget > 0) {
    fit_into_budget(result.graph, result.schedule, backend, options.memory_budget);
    dump.show("recompute", result.schedule, result.graph);
  }
  // In debug mode each run looks at every value.
  if (!options.debug && with("steady")) result.renewals = mark_steady(result.graph, result.schedule);
  result.kernels = make_kernels(result.schedule, backend);
  result.placement = place_values(result.graph, result.schedule, result.kernels);
  if (dump.is_on())
    dump.show("placement", result.schedule, result.graph, notes_of(result.placement, result.kernels));
  return result;
}

std::size_t intermediate_bytes(const Graph& graph, const CompileOptions& options) {
  const Placement placement = lower(graph, options).placement;
  return placement.arena_bytes + placement.kept_bytes;
}

}  // namespace saem
