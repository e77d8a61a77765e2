#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "saem/cli/commands.h"
#include "saem/cli/output.h"
#include "saem/cli/runs_text.h"
#include "saem/cli/text_table.h"
#include "saem/cli/usage_error.h"
#include "saem/runs/run_metrics.h"

namespace saem::cli {
namespace {

struct BestSettings : RunsSettings {
  std::string metric, data, mode = "auto";
};

void declare(Arguments& arguments, BestSettings& s) {
  arguments.text("metric", s.metric, {"METRIC", "the score that decides, such as val_accuracy or test_r2"});
  arguments.text("data", s.data, {"NAME", "only runs on the data of this name"});
  declare_mode(arguments, s.mode);
  declare_folder(arguments, s);
  declare_json(arguments, s);
}

/// Of the data that were asked for, and with a model that was trained to its end, or to an interruption.
std::vector<runs::RunSummary> candidates_among(const BestSettings& s, std::vector<runs::RunSummary> all) {
  if (!s.data.empty()) {
    std::set<std::string> names;
    for (const runs::RunSummary& run : all) names.insert(run.data);
    std::erase_if(all, [&](const runs::RunSummary& run) { return run.data != s.data; });
    const std::vector<std::string> known(names.begin(), names.end());
    if (all.empty()) {
      fail<UsageError>({.place = "runs best: --data",
                        .problem = fmt::format("no run in {} has learned from '{}'", s.folder, s.data),
                        .context = fmt::format("there are {}", fmt::join(known, ", ")),
                        .advice = suggestion(s.data, known, "Name one of those.")});
    }
  }
  std::erase_if(all, [](const runs::RunSummary& run) {
    return run.status != "finished" && run.status != "interrupted";
  });
  return all;
}

/// What makes the comparison less than fair.
void remark_on(const BestSettings& s, const std::vector<runs::RunSummary>& compared) {
  std::set<std::string> data;
  for (const runs::RunSummary& run : compared) data.insert(run.data);
  if (data.size() > 1)
    Log(false).line(
        fmt::format("remark: these runs have learned from different data ({}): name one with --data",
                    fmt::join(data, ", ")));
  const runs::RunDetails winner = runs::read_run(std::filesystem::path(s.folder) / compared.front().name);
  const std::string& metric = s.metric;
  if (metric.starts_with("test_") || (metric.starts_with("val_") && winner.watched_test_part()))
    Log(false).line(
        fmt::format("remark: '{}' was measured on the test part; of the best of many runs it promises more "
                    "than new data will keep. Choose by a validation part.",
                    metric));
}

int best(const BestSettings& s, Words /*words*/) {
  const runs::RunList list = runs::list_runs(s.folder);
  if (!list.remark.empty()) Log(false).line(list.remark);
  std::vector<runs::RunSummary> compared = candidates_among(s, list.runs);
  require_score("runs best: --metric", s.metric, compared);
  const std::string direction = direction_for("runs best: --metric", s.metric, s.mode);
  std::erase_if(compared, [&](const runs::RunSummary& run) { return !run.value(s.metric); });
  runs::sort_by(compared, s.metric, direction);
  const runs::RunSummary& winner = compared.front();
  const std::string path = (std::filesystem::path(s.folder) / winner.name).string();
  if (s.json) {
    print(json_output({{"run", path},
                       {"metric", s.metric},
                       {"value", *winner.value(s.metric)},
                       {"mode", direction},
                       {"compared", compared.size()},
                       {"summary", summary_json(winner)}}));
  } else {
    print(fmt::format("{}: {} {}, the {} of {} run{}\n", path, s.metric,
                      score_in_table(*winner.value(s.metric)), direction == "max" ? "largest" : "smallest",
                      compared.size(), compared.size() == 1 ? "" : "s"));
  }
  if (compared.size() > 1) remark_on(s, compared);
  return exit_success;
}

}  // namespace

Command runs_best_command() {
  return make_command<BestSettings>(
      {.name = "runs best",
       .brief = "name the run with the best score",
       .description =
           "Names the run with the best value of a score, of those that have finished or were interrupted. "
           "Whether a larger or a smaller value is better is known for saem's metrics and losses.",
       .examples = {{"saem runs best --metric val_accuracy"},
                    {"saem runs best --metric val_loss --data housing.csv --json"}},
       .notes = "A score is a metric of the training part (loss, accuracy), after val_ of the validation "
                "part, after test_ "
                "of the test part, after baseline_ of the best simple model, after blocks_ and folds_ of "
                "those divisions; "
                "with several targets the target's name stands before the metric: test_weight_r2."},
      declare, best);
}

}  // namespace saem::cli
