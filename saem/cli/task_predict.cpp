#include "saem/cli/task_predict.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "saem/cli/exit_code.h"
#include "saem/cli/output.h"
#include "saem/cli/scoring.h"
#include "saem/cli/task_data.h"
#include "saem/cli/task_run.h"
#include "saem/core/error.h"
#include "saem/data/damaged_files.h"
#include "saem/report/text.h"
#include "saem/task/task_score.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::size_t> best_classes(const Predictions& p, std::int64_t example, std::int64_t limit) {
  const std::size_t classes = p.classes.size();
  const float* row = p.probabilities.data<float>().data() + static_cast<std::size_t>(example) * classes;
  std::vector<std::size_t> order(classes);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t c) { return row[c]; });
  order.resize(std::min(classes, static_cast<std::size_t>(limit)));
  return order;
}

double probability_of(const Predictions& p, std::int64_t example, std::size_t c) {
  return static_cast<double>(
      p.probabilities.data<float>()[static_cast<std::size_t>(example) * p.classes.size() + c]);
}

/// Those that are more probable than not.
std::vector<std::size_t> labels_of(const Predictions& p, std::int64_t example) {
  std::vector<std::size_t> labels;
  for (const std::size_t c : best_classes(p, example, std::ssize(p.classes))) {
    if (probability_of(p, example, c) >= 0.5) labels.push_back(c);
  }
  return labels;
}

Json to_json(const Predictions& p, std::int64_t example, std::int64_t top) {
  if (p.kind == TargetKind::value) return p.values.data<double>()[static_cast<std::size_t>(example)];
  if (p.kind == TargetKind::anomaly) {
    const double score = p.values.data<double>()[static_cast<std::size_t>(example)];
    return {{"score", score}, {"threshold", p.threshold}, {"unusual", score > p.threshold}};
  }
  Json guesses = Json::array();
  if (p.kind == TargetKind::labels) {
    for (const std::size_t c : labels_of(p, example))
      guesses.push_back({{"label", p.classes[c]}, {"probability", probability_of(p, example, c)}});
    return guesses;
  }
  for (const std::size_t c : best_classes(p, example, top))
    guesses.push_back({{"label", p.classes[c]}, {"probability", probability_of(p, example, c)}});
  return guesses;
}

std::string to_text(const Predictions& p, std::int64_t example, std::int64_t top, std::size_t label_width) {
  if (p.kind == TargetKind::value)
    return fmt::format("  {:.6g}", p.values.data<double>()[static_cast<std::size_t>(example)]);
  if (p.kind == TargetKind::anomaly) {
    const double score = p.values.data<double>()[static_cast<std::size_t>(example)];
    return fmt::format("  {}  score {:.4g} (unusual above {:.4g})",
                       score > p.threshold ? "unusual" : "usual  ", score, p.threshold);
  }
  std::string text;
  if (p.kind == TargetKind::labels) {
    for (const std::size_t c : labels_of(p, example))
      text += fmt::format("  {} {:.2f} %", p.classes[c], probability_of(p, example, c) * 100);
    return text.empty() ? "  none" : text;
  }
  for (const std::size_t c : best_classes(p, example, top))
    text += fmt::format("  {} {:6.2f} %", detail::pad_right(p.classes[c], label_width),
                        probability_of(p, example, c) * 100);
  return text;
}

std::string place_of(const Samples& samples, std::int64_t example) {
  const auto i = static_cast<std::size_t>(example);
  return i < samples.places.size() ? samples.places[i] : fmt::format("example {}", example);
}

/// Of data whose layout gives the classes numbers, as IDX files do, other names may be meant for the same
/// numbers.
void match_classes(Samples& samples, const TrainedTask& trained, const TaskEvaluateSettings& settings) {
  if (samples.classes.empty() || trained.answers().size() != 1) return;
  const std::vector<std::string>& known = trained.answers()[0].classes();
  const std::vector<std::string>& names = samples.classes;
  // A folder without names for its classes has as many as its labels show: the model may know of more.
  if (names.size() <= known.size() && std::equal(names.begin(), names.end(), known.begin())) return;
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

/// How the data of a model are read, and what was asked for beyond that.
TaskSettings reading_of(const TrainedTask& trained, const std::string& model, const TaskSettings& asked) {
  const auto& information = trained.model().information();
  const auto note = information.find(reading_key);
  TaskSettings reading = read_reading_note(note == information.end() ? "" : note->second, model);
  reading.on_bad_sample = asked.on_bad_sample;
  if (!asked.separator.empty()) reading.separator = asked.separator;
  if (!asked.header.empty()) reading.header = asked.header;
  if (!asked.encoding.empty()) reading.encoding = asked.encoding;
  return reading;
}

/// What can be read of data; what is left out is told.
ReaderResult read_examples(const std::string& data, const TaskSettings& reading, bool answers_needed,
                           bool quiet) {
  ReaderResult read = read_task_data(data, reading, answers_needed);
  if (reading.on_bad_sample == "skip") leave_out_damaged_files(read);
  for (const std::string& skipped : read.skipped) Log(quiet).line("skipped  " + skipped);
  if (read.samples.size() == 0) {
    fail<FileError>({data, "there are no examples", "nothing but the names of columns",
                     "Check that it was written, or copied, to its end."});
  }
  return read;
}

Json answers_json(const std::string& file, const ReaderResult& read, const std::vector<Predictions>& all,
                  std::int64_t top) {
  Json examples = Json::array();
  for (std::int64_t i = 0; i < read.samples.size(); ++i) {
    Json entry{{"example", place_of(read.samples, i)}};
    for (const Predictions& p : all) entry["predictions"][p.column] = to_json(p, i, top);
    examples.push_back(std::move(entry));
  }
  Json json{{"data", file}, {"examples", std::move(examples)}};
  if (!read.skipped.empty()) json["skipped"] = read.skipped;
  return json;
}

std::string answers_text(const Samples& samples, const std::vector<Predictions>& all, std::int64_t top) {
  std::size_t place_width = 0;
  for (std::int64_t i = 0; i < samples.size(); ++i)
    place_width = std::max(place_width, detail::character_count(place_of(samples, i)));
  std::string text;
  for (std::int64_t i = 0; i < samples.size(); ++i) {
    text += detail::pad_right(place_of(samples, i), place_width);
    for (const Predictions& p : all) {
      std::size_t width = 0;
      for (const std::string& name : p.classes) width = std::max(width, detail::character_count(name));
      if (all.size() > 1) text += fmt::format("  {}:", p.column);
      text += to_text(p, i, top, std::min<std::size_t>(width, 24));
    }
    text += "\n";
  }
  return text;
}

}  // namespace

int predict_task(TrainedTask& trained, const TaskPredictSettings& settings) {
  trained.model().compile({.precision = settings.precision});
  const TaskSettings reading = reading_of(trained, settings.model, settings.reading);
  Json files = Json::array();
  bool all_answered = true;
  for (const std::string& file : settings.files) {
    try {
      const ReaderResult read = read_examples(file, reading, /*answers_needed=*/false, settings.quiet);
      const std::vector<Predictions> all = trained.predict(read.samples);
      if (settings.json) {
        files.push_back(answers_json(file, read, all, settings.top));
      } else {
        print((settings.files.size() > 1 ? file + "\n" : "") + answers_text(read.samples, all, settings.top));
      }
    } catch (const Error& error) {
      if (settings.files.size() == 1) throw;
      all_answered = false;
      print_error(error.what());
      if (settings.json) files.push_back({{"data", file}, {"error", error.what()}});
    }
  }
  if (settings.json)
    print(Json{{"model", settings.model}, {"files", std::move(files)}}.dump(2, ' ', false,
                                                                            Json::error_handler_t::replace) +
          "\n");
  return all_answered ? exit_success : exit_failure;
}

int evaluate_task(TrainedTask& trained, const TaskEvaluateSettings& settings) {
  const ReaderResult data = read_examples(
      settings.data, reading_of(trained, settings.model, settings.reading), true, settings.quiet);
  trained.model().compile({.precision = settings.precision});
  Samples samples = data.samples;
  match_classes(samples, trained, settings);
  if (!samples.parts.empty()) {
    const Part part = settings.split == "train" ? Part::train : Part::test;
    std::vector<std::int64_t> rows;
    for (std::size_t i = 0; i < samples.parts.size(); ++i) {
      if (samples.parts[i] == part) rows.push_back(static_cast<std::int64_t>(i));
    }
    samples = samples.take(rows);
  }
  const std::string what = data.samples.parts.empty() ? "all examples" : settings.split + " split";
  const std::vector<Predictions> all = trained.predict(samples, settings.batch_size);
  Json targets = Json::array();
  for (std::size_t t = 0; t < all.size(); ++t) {
    const TargetScore score = score_target(all[t], trained.answers()[t], samples);
    if (settings.json) {
      targets.push_back(saem::to_json(target_report(all[t], trained.answers()[t], samples)));
      continue;
    }
    print(fmt::format("{} of {}: {}{} examples\n\n", what, samples.name,
                      all.size() > 1 ? fmt::format("'{}' of ", score.column) : "",
                      detail::with_separators(samples.size())));
    print(score_text(score, ""));
    if (score.kind != TargetKind::classes) continue;
    const std::string confusion = describe_confusion(score.confusion);
    if (!confusion.empty()) print(confusion + "\n");
  }
  if (settings.json) {
    Json json{{"model", settings.model},
              {"data", samples.name},
              {"split", data.samples.parts.empty() ? "all" : settings.split},
              {"examples", samples.size()},
              {"precision", settings.precision}};
    if (!data.skipped.empty()) json["skipped"] = data.skipped;
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
