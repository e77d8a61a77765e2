#include "saem/passes/dump.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <unordered_map>
#include <vector>

#include "saem/core/format_bytes.h"
#include "saem/graph/op.h"

namespace saem {
namespace {

std::string type_text(const TensorType& type) {
  return fmt::format("{} {}", name(type.dtype), type.shape.to_string());
}

std::string scope_text(const Node& node) {
  return node.scope().empty() ? std::string() : fmt::format("   in {}", node.scope());
}

/// What is left of the types: columns are as wide as the longest text, within reason.
struct Line {
  std::string left;
  std::string right;
};

std::string aligned(const std::vector<Line>& lines) {
  constexpr std::size_t widest = 72;
  std::size_t width = 0;
  for (const Line& line : lines) {
    if (line.left.size() <= widest) width = std::max(width, line.left.size());
  }
  std::string text;
  for (const Line& line : lines) text += fmt::format("{:<{}}   {}\n", line.left, width, line.right);
  return text;
}

/// A leaf by what it is: "parameter", "variable 'dense/kernel'", "constant 0.5".
std::string leaf_text(const Node& node) {
  if (node.variable() && !node.has_value()) return fmt::format("variable '{}'", node.variable()->name);
  if (!node.has_value()) return node.op().name;
  const Array& value = node.values()[0];
  return value.size() == 1 ? fmt::format("constant {:g}", value.at(0)) : std::string("constant");
}

class GraphText {
 public:
  explicit GraphText(const Graph& graph) {
    for (const Tensor& parameter : graph.parameters) add(parameter.node());
    for (const auto& node : topological_order(results_of(graph), true)) add(*node);
  }

  [[nodiscard]] std::string run(const Graph& graph) const {
    std::string text = aligned(lines_) + "return";
    for (const Tensor& output : graph.outputs) text += " " + reference(output);
    text += "\n";
    for (const auto& update : graph.updates)
      text += fmt::format("'{}' := {}\n", update.variable->name, reference(update.value));
    return text;
  }

 private:
  [[nodiscard]] std::string reference(const Tensor& tensor) const {
    const std::size_t number = numbers_.at(&tensor.node());
    return tensor.node().outputs().size() == 1 ? fmt::format("%{}", number)
                                               : fmt::format("%{}.{}", number, tensor.output());
  }

  void add(const Node& node) {
    if (!numbers_.try_emplace(&node, numbers_.size()).second) return;
    std::string left = fmt::format("%{} = ", lines_.size());
    if (node.op().is_leaf || node.has_value()) {
      left += leaf_text(node);
    } else {
      left += node.op().name;
      for (const Tensor& input : node.inputs()) left += " " + reference(input);
      if (const std::string attributes = node.attributes().to_string(); !attributes.empty())
        left += fmt::format(" {{{}}}", attributes);
    }
    std::string types;
    for (const TensorType& type : node.outputs()) types += (types.empty() ? "" : ", ") + type_text(type);
    lines_.push_back({std::move(left), types + scope_text(node)});
  }

  std::unordered_map<const Node*, std::size_t> numbers_;
  std::vector<Line> lines_;
};

class ScheduleText {
 public:
  explicit ScheduleText(const Graph& graph) {
    for (std::size_t p = 0; p < graph.parameters.size(); ++p)
      names_[&graph.parameters[p].node()] = fmt::format("parameter {}", p);
  }

  std::string run(const Schedule& schedule, std::span<const std::string> notes) {
    std::vector<Line> lines;
    for (std::size_t t = 0; t < schedule.size(); ++t) {
      const Task& task = schedule[t];
      std::string left = fmt::format("#{} {}(", t, ops_of(task));
      for (std::size_t i = 0; i < task.inputs.size(); ++i)
        left += (i > 0 ? ", " : "") + name_of(task.inputs[i]);
      std::string right = results_of_task(task);
      if (t < notes.size() && !notes[t].empty()) right += "   " + notes[t];
      lines.push_back({left + ")", right + scope_text(*task.nodes.front())});
      for (const Tensor& output : task.outputs) {
        // One output needs no number; all of a node with several are told apart.
        const bool alone = task.outputs.size() == 1;
        const auto place = static_cast<std::size_t>(&output - task.outputs.data());
        by_output_[{&output.node(), output.output()}] =
            alone ? fmt::format("#{}", t) : fmt::format("#{}.{}", t, place);
      }
    }
    return aligned(lines);
  }

 private:
  static std::string ops_of(const Task& task) {
    std::string text;
    for (const auto& node : task.nodes) {
      if (task.is_group() && node->op().name == "broadcast_to") continue;
      text += (text.empty() ? "" : "+") + node->op().name;
    }
    return text;
  }

  static std::string results_of_task(const Task& task) {
    std::string text;
    for (std::size_t o = 0; o < task.outputs.size(); ++o) {
      const TensorType& type = task.outputs[o].type();
      const Layout layout = task.output_layout(o);
      if (o > 0) text += ", ";
      text += type_text(type);
      if (!layout.is_plain()) text += fmt::format(" in blocks of {}", layout.channel_block);
      text += fmt::format(
          " {}", format_bytes(static_cast<std::uint64_t>(type.shape.count()) * item_size(type.dtype)));
    }
    return text;
  }

  [[nodiscard]] std::string name_of(const Tensor& tensor) const {
    const Tensor memory = behind_views(tensor);
    const auto made = by_output_.find({&memory.node(), memory.output()});
    if (made != by_output_.end()) return made->second;
    const auto named = names_.find(&memory.node());
    return named != names_.end() ? named->second : leaf_text(memory.node());
  }

  struct Hash {
    std::size_t operator()(const std::pair<const Node*, int>& key) const noexcept {
      return std::hash<const void*>()(key.first) * 31 + static_cast<std::size_t>(key.second);
    }
  };
  std::unordered_map<const Node*, std::string> names_;
  std::unordered_map<std::pair<const Node*, int>, std::string, Hash> by_output_;
};

void show_text(std::string_view pass, std::size_t count, std::string_view what, const std::string& text) {
  const std::string whole = fmt::format("== {}: {} {} ==\n{}\n", pass, count, what, text);
  std::fwrite(whole.data(), 1, whole.size(), stderr);
}

}  // namespace

std::string to_string(const Graph& graph) { return GraphText(graph).run(graph); }

std::string to_string(const Schedule& schedule, const Graph& graph, std::span<const std::string> notes) {
  return ScheduleText(graph).run(schedule, notes);
}

PassDump::PassDump() {
  const char* wanted = std::getenv("SAEM_DUMP");
  on_ = wanted != nullptr && std::string_view(wanted) == "passes";
}

void PassDump::show(std::string_view pass, const Graph& graph) const {
  if (!on_) return;
  show_text(pass, topological_order(results_of(graph), true).size(), "nodes", to_string(graph));
}

void PassDump::show(std::string_view pass, const Schedule& schedule, const Graph& graph,
                    std::span<const std::string> notes) const {
  if (on_) show_text(pass, schedule.size(), "tasks", to_string(schedule, graph, notes));
}

}  // namespace saem
