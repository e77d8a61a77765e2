#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "saem/cli/exit_code.h"
#include "saem/cli/model_reading.h"
#include "saem/cli/output.h"
#include "saem/cli/run_folder.h"
#include "saem/cli/scoring.h"
#include "saem/cli/task_predict.h"
#include "saem/cli/task_run.h"
#include "saem/core/error.h"
#include "saem/core/printable.h"
#include "saem/data/line_reader.h"
#include "saem/report/text.h"
#include "saem/task/task_score.h"
#include "saem/task/training_rows.h"
#include "saem/task/unseen_classes.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Of data whose layout gives the classes numbers, as IDX files do, other names may be meant for the same
/// numbers. Where some of the names are known, names count; others are classes that the model has not seen.
void match_classes(Samples& samples, const TrainedTask& trained, const TaskEvaluateSettings& settings) {
  if (samples.classes.empty() || trained.answers().size() != 1) return;
  const std::vector<std::string>& known = trained.answers()[0].classes();
  const std::vector<std::string>& names = samples.classes;
  // A folder without names for its classes has as many as its labels show: the model may know of more.
  if (names.size() <= known.size() && std::equal(names.begin(), names.end(), known.begin())) return;
  const std::set<std::string_view> known_names(known.begin(), known.end());
  if (std::ranges::any_of(names, [&](const std::string& name) { return known_names.contains(name); })) return;
  if (names.size() != known.size()) {
    fail<ValueError>(
        {.place = settings.data,
         .problem = fmt::format("the model knows {} classes, received {}", known.size(), names.size()),
         .context = fmt::format("model {}", settings.model),
         .advice = "Give data like that which the model was trained on (see saem summary MODEL)."});
  }
  Log(settings.quiet)
      .line(fmt::format("note: the classes have other names in the data (\"{}\") than in the model (\"{}\"); "
                        "they are compared by number",
                        fmt::join(names, "\", \""), fmt::join(known, "\", \"")));
  const int target = samples.find(samples.target);
  if (target < 0) return;
  Samples::Column& column = samples.columns[static_cast<std::size_t>(target)];
  std::vector<std::string> renamed = std::get<TextColumn>(column.values).to_strings();
  for (std::string& name : renamed)
    name = known[static_cast<std::size_t>(std::ranges::find(names, name) - names.begin())];
  column.values = TextColumn(renamed);
}

Samples part_of(const Samples& samples, const TaskEvaluateSettings& settings) {
  const Part part = settings.split == "train" ? Part::train : Part::test;
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < samples.parts.size(); ++i) {
    if (samples.parts[i] == part) rows.push_back(static_cast<std::int64_t>(i));
  }
  if (!rows.empty()) return samples.take(rows);
  fail<FileError>({.place = settings.data,
                   .problem = fmt::format("has no {} part", settings.split),
                   .context = "",
                   .advice = fmt::format("Measure with the other one: --split {}.",
                                         part == Part::train ? "test" : "train")});
}

/// How many of the examples the model has learned from; -1 if that cannot be known.
std::int64_t count_learned(const Log& log, const TrainedTask& trained, const Samples& samples,
                           const TaskEvaluateSettings& settings) {
  const TrainingRows learned = TrainingRows::load(settings.run / training_rows_name);
  if (learned.size() == 0) return -1;
  const std::int64_t count = learned.count_of(TrainingRows(samples, columns_looked_at(trained)));
  if (count > 0) {
    log.line(
        fmt::format("note: {} of {} examples are the same as examples that the model has learned from: "
                    "what is measured with them looks better than it is",
                    detail::with_separators(count), detail::with_separators(samples.size())));
  }
  return count;
}

void tell_unseen(const Log& log, const Answers& answers, const UnseenClasses& unseen) {
  if (unseen.examples == 0) return;
  constexpr std::size_t shown = 5;
  std::string names;
  for (std::size_t i = 0; i < std::min(shown, unseen.names.size()); ++i)
    names += (i == 0 ? "" : ", ") + detail::in_quotes(unseen.names[i]);
  log.line(fmt::format(
      "note: the model has never seen {} of '{}': {}{}; {} with {} count{} as errors",
      unseen.names.size() == 1 ? "a class" : fmt::format("{} classes", unseen.names.size()),
      detail::printable(answers.column()), names, unseen.names.size() > shown ? ", …" : "",
      unseen.examples == 1 ? "an example" : detail::with_separators(unseen.examples) + " examples",
      unseen.names.size() == 1 ? "it" : "them", unseen.examples == 1 ? "s" : ""));
}

}  // namespace

int evaluate_task(TrainedTask& trained, const TaskEvaluateSettings& settings) {
  const ReaderResult data = read_examples(
      trained, settings.data, reading_of(trained, settings.model, settings.reading), true, settings.quiet);
  trained.model().compile({.precision = settings.precision});
  Samples samples = data.samples;
  // A training part alone is no division.
  if (std::ranges::all_of(samples.parts, [](Part part) { return part == Part::train; }))
    samples.parts.clear();
  const bool is_divided = !samples.parts.empty();
  match_classes(samples, trained, settings);
  if (is_divided) samples = part_of(samples, settings);
  const Log log(settings.quiet);
  const std::int64_t learned = count_learned(log, trained, samples, settings);
  const std::string what = is_divided ? settings.split + " split" : "all examples";
  std::vector<Predictions> all = trained.predict(samples, settings.batch_size);
  Json targets = Json::array();
  for (std::size_t t = 0; t < all.size(); ++t) {
    Answers answers = trained.answers()[t];
    const UnseenClasses unseen = add_unseen_classes(all[t], answers, samples);
    tell_unseen(log, answers, unseen);
    const TargetScore score = score_target(all[t], answers, samples);
    if (settings.json) {
      targets.push_back(saem::to_json(target_report(all[t], answers, samples)));
      if (unseen.examples > 0)
        targets.back()["unseen_classes"] = {{"names", unseen.names}, {"examples", unseen.examples}};
      continue;
    }
    print(fmt::format("{} of {}: {}{}\n\n", what, samples.name,
                      all.size() > 1 ? fmt::format("'{}' of ", score.column) : "",
                      detail::counted(samples.size(), "example")));
    print(score_text(score, ""));
    if (score.kind != TargetKind::classes) continue;
    const std::string confusion = describe_confusion(score.confusion);
    if (!confusion.empty()) print(confusion + "\n");
  }
  if (settings.json) {
    Json json{{"model", settings.model},
              {"data", samples.name},
              {"split", is_divided ? settings.split : "all"},
              {"examples", samples.size()},
              {"precision", settings.precision}};
    if (!data.skipped.empty()) json["skipped"] = data.skipped;
    if (learned >= 0) json["learned_from"] = learned;
    for (const char* key :
         {"accuracy", "loss", "classification_report", "r2"}) {  // of the first target, also by themselves
      if (targets[0].contains(key)) json[key] = targets[0][key];
    }
    json["targets"] = std::move(targets);
    print(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  }
  return exit_success;
}

}  // namespace saem::cli
