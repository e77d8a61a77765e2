// The YAML at the top of a model card, as hubs of models read it: Hugging Face, "Model Cards",
// https://huggingface.co/docs/hub/model-cards.
#include <fmt/format.h>

#include <algorithm>

#include "saem/runs/card_sections.h"
#include "saem/runs/markdown.h"

namespace saem::runs {
namespace {

bool has_kind(const RunDetails& run, std::string_view kind) {
  return std::ranges::any_of(run.columns, [&](const ColumnReport& column) { return column.kind == kind; });
}

/// What hubs call this kind of task; empty if they have no name for it.
std::string pipeline_tag(const RunDetails& run, const TargetReport& target) {
  if (target.is_anomaly) return "";
  const bool is_classes = target.is_classes || !target.labels.empty();
  if (!run.is_task || has_kind(run, "picture")) return is_classes ? "image-classification" : "";
  if (has_kind(run, "sound")) return is_classes ? "audio-classification" : "";
  const bool is_only_text = has_kind(run, "text") && !has_kind(run, "number") && !has_kind(run, "category");
  if (is_only_text) return is_classes ? "text-classification" : "";
  return is_classes ? "tabular-classification" : "tabular-regression";
}

std::string results_of(const RunDetails& run) {
  std::string text;
  for (const TargetReport& target : run.targets) {
    const std::string tag = pipeline_tag(run, target);
    text += fmt::format("  - task:\n      type: {}\n", tag.empty() ? "other" : tag);
    if (!target.column.empty()) text += fmt::format("      name: {}\n", yaml_text(target.column));
    text += fmt::format("    dataset:\n      type: {0}\n      name: {0}\n      split: test\n",
                        yaml_text(run.summary.data));
    text += "    metrics:\n";
    for (const auto& [name, value] : target.scores)
      text += fmt::format("    - type: {}\n      value: {}\n", name, value);
  }
  return text;
}

}  // namespace

std::string card_front_matter(const RunDetails& run) {
  const std::string tag = pipeline_tag(run, run.targets.empty() ? TargetReport() : run.targets.front());
  std::string text = "---\nlibrary_name: saem\n";
  if (!tag.empty()) text += fmt::format("pipeline_tag: {}\n", tag);
  text += "tags:\n- saem\n";
  if (!run.summary.data.empty()) text += fmt::format("datasets:\n- {}\n", yaml_text(run.summary.data));
  if (run.targets.empty()) return text + "---\n";
  text += fmt::format("metrics:\n- {}\n", run.targets.front().main_metric());
  text += fmt::format("model-index:\n- name: {}\n  results:\n", yaml_text(run.summary.name));
  return text + results_of(run) + "---\n";
}

}  // namespace saem::runs
