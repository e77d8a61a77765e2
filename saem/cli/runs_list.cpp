#include <fmt/format.h>

#include "saem/cli/commands.h"
#include "saem/cli/output.h"
#include "saem/cli/runs_text.h"
#include "saem/cli/text_table.h"
#include "saem/core/printable.h"
#include "saem/runs/run_metrics.h"

namespace saem::cli {
namespace {

struct ListSettings : RunsSettings {
  std::string sort, mode = "auto";
};

void declare(Arguments& arguments, ListSettings& s) {
  declare_folder(arguments, s);
  arguments.text(
      "sort", s.sort,
      {"METRIC", "the best first, by this score, such as val_accuracy (default: the latest first)"});
  declare_mode(arguments, s.mode);
  declare_json(arguments, s);
}

std::string list_as_table(const ListSettings& s, const runs::RunList& list) {
  const bool has_column = s.sort.empty();  // the score that is sorted by stands beside the main ones
  TextTable table({"run", "status", "started", "data", "model", " epochs", " time",
                   has_column ? "" : " " + s.sort, "validation", "test", "baseline"});
  std::string damaged;
  for (const runs::RunSummary& run : list.runs) {
    const std::optional<double> sorted_by = run.value(s.sort),
                                baseline = run.value("baseline_" + run.measure);
    table.add({run.name, run.status, local_time(run.started), run.data, run.model,
               run.epochs > 0 ? std::to_string(run.epochs) : "", time_in_words(run.seconds),
               sorted_by ? score_in_table(*sorted_by) : "", main_score(run, "val_"), main_score(run, "test_"),
               baseline ? score_in_table(*baseline) : ""});
    if (!run.problem.empty())
      damaged +=
          fmt::format("{}: {}\n", saem::detail::printable(run.name), saem::detail::printable(run.problem));
  }
  return table.to_string() + (damaged.empty() ? "" : "\n" + damaged);
}

int list_command(const ListSettings& s, Words /*words*/) {
  runs::RunList list = runs::list_runs(s.folder);
  if (!list.remark.empty()) Log(false).line(list.remark);
  runs::sort_by_start(list.runs);
  if (!s.sort.empty()) {
    require_score("runs list: --sort", s.sort, list.runs);
    runs::sort_by(list.runs, s.sort, direction_for("runs list: --sort", s.sort, s.mode));
  }
  if (s.json) {
    nlohmann::ordered_json json{{"folder", s.folder}, {"runs", nlohmann::ordered_json::array()}};
    for (const runs::RunSummary& run : list.runs) json["runs"].push_back(summary_json(run));
    print(json_output(json));
  } else if (list.runs.empty()) {
    print(fmt::format("{}: no runs yet. Begin with saem train DATA.\n", s.folder));
  } else {
    print(list_as_table(s, list));
  }
  return exit_success;
}

struct RebuildSettings : RunsSettings {};

void declare(Arguments& arguments, RebuildSettings& s) {
  declare_folder(arguments, s);
  declare_json(arguments, s);
}

int rebuild(const RebuildSettings& s, Words /*words*/) {
  const runs::RunList list = runs::rebuild_index(s.folder);
  std::size_t damaged = 0;
  for (const runs::RunSummary& run : list.runs) damaged += run.problem.empty() ? 0 : 1;
  if (s.json) {
    print(json_output({{"folder", s.folder}, {"runs", list.runs.size()}, {"damaged", damaged}}));
  } else {
    print(fmt::format("{}: {} run{} in the index{}\n", s.folder, list.runs.size(),
                      list.runs.size() == 1 ? "" : "s",
                      damaged == 0 ? "" : fmt::format(", {} of them damaged: see saem runs list", damaged)));
  }
  return exit_success;
}

}  // namespace

Command runs_list_command() {
  return make_command<ListSettings>(
      {.name = "runs list",
       .brief = "list the runs that there are, with their scores",
       .description =
           "Lists the runs in a folder: state, data, model, and the scores on the validation and on the test "
           "part, beside the best simple model. Runs that are damaged are listed with what is damaged.",
       .examples = {{"saem runs list"},
                    {"saem runs list --sort test_accuracy", "the best first"},
                    {"saem runs list --in elsewhere/runs --json"}},
       .notes = "What was read once is kept in .index.sqlite beside the runs; it is compared with the "
                "folders each "
                "time, and may be deleted."},
      declare, list_command);
}

Command runs_rebuild_command() {
  return make_command<RebuildSettings>(
      {.name = "runs rebuild",
       .brief = "make the index of the runs anew from their folders",
       .description =
           "Reads all runs in a folder and makes their index anew. It is never needed, but by programs that "
           "read the index themselves: the other commands notice what has changed.",
       .examples = {{"saem runs rebuild"}, {"saem runs rebuild --in elsewhere/runs"}}},
      declare, rebuild);
}

}  // namespace saem::cli
