#include "saem/cli/tune_settings.h"

#include <fmt/format.h>

#include "saem/cli/usage_error.h"
#include "saem/train/metric.h"
#include "saem/train/metric_direction.h"

namespace saem::cli {

void declare_tune_settings(Arguments& a, TuneSettings& s) {
  declare_train_settings(a, s.train);
  a.choice("method", s.method, {"random", "hyperband"},
           {"NAME",
            "random: so many trials; hyperband: many short ones, of which the best go on longer (default "
            "random)"});
  a.integer("trials", s.trials, {1, 100'000}, {"N", "trials of a random search (default 20)"});
  a.text(
      "metric", s.metric,
      {"NAME", "what trials are compared by, on validation data, such as val_accuracy (default val_loss)"});
  a.integer("parallel", s.parallel, {1, 1024},
            {"N",
             "trials at a time; each is a process of --threads threads, or of 1 (default: as many as there "
             "are processors for)"});
  a.duration("tune-time", s.time, {"TIME", "begin no further trials after this time: 90s, 10m, 1h30m"});
  a.flag("resume", s.resume, "go on with the search in the folder DATA: no finished trial is repeated");
}

bool smaller_is_better(const std::string& metric) {
  const auto refuse = [&](const std::string& problem, const std::string& advice) {
    fail<UsageError>({"tune: --metric", problem, "", advice});
  };
  if (!metric.starts_with("val_"))
    refuse(fmt::format("expected a metric of the validation data, received '{}'", metric),
           fmt::format("Choose by val_{}.", metric));
  // "val_price_mean_absolute_error" has the name of an output before that of the metric.
  for (std::size_t at = 4; at != std::string::npos; at = metric.find('_', at)) {
    if (metric[at] == '_') ++at;
    const std::string name = metric.substr(at);
    if (name == "loss") return true;
    try {
      const std::string mode = detail::mode_of(*make_metric(name));
      if (!mode.empty()) return mode == "min";
    } catch (const ValueError&) {  // NOLINT(bugprone-empty-catch): a shorter name may be known
    }
  }
  refuse(fmt::format("it is not known whether a large '{}' is good", metric),
         "Choose by val_loss, val_accuracy or val_mean_absolute_error, say.");
  return false;
}

}  // namespace saem::cli
