#include "saem/cli/task_settings.h"

namespace saem::cli {

void declare_task_settings(Arguments& a, TaskSettings& s) {
  a.texts(
      "target", s.targets,
      {"COLUMN", "what is predicted; may be given several times (default: by its name, or the last column)"});
  a.choice("task", s.task, {"classification", "regression"},
           {"NAME",
            "classification if the target is one of several names, regression if it is a number (default: by "
            "its values)"});
  a.texts(
      "kind", s.kinds,
      {"COLUMN=KIND", "what a column is: number, category, text, date or ignored (default: by its values)"});
  a.texts("ignore", s.ignored, {"COLUMN", "a column that is not learned from"});
  a.number("test", s.test, 0.01, 1, {"X", "share of the examples that is measured with (default 0.2)"});
  a.text("group", s.group, {"COLUMN", "examples with the same value stay on one side of the division"});
  a.text("time", s.time, {"COLUMN", "learn from the earlier examples, measure with the later ones"});
  a.integer("blocks", s.blocks, {2, 100'000},
            {"N", "cut the rows, in their order, into N blocks that stay on one side of the division"});
  a.integer("folds", s.folds, {2, 100}, {"K", "measure K times, each with another part of the examples"});
  a.integer("ensemble", s.members, {1, 100}, {"N", "networks whose answers are averaged (default 1)"});
  a.choice("on-bad-sample", s.on_bad_sample, {"stop", "skip"},
           {"RULE",
            "what to do about an example that cannot be read; those that are skipped are listed (default "
            "stop)"});
  a.duration("time-budget", s.time_budget,
             {"TIME", "end after this time with the best so far: 90s, 10m, 1h30m"});
}

}  // namespace saem::cli
