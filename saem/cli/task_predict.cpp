#include "saem/cli/task_predict.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "saem/cli/exit_code.h"
#include "saem/cli/model_reading.h"
#include "saem/cli/output.h"
#include "saem/cli/scratch_folder.h"
#include "saem/core/error.h"
#include "saem/core/printable.h"
#include "saem/report/text.h"

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
      text +=
          fmt::format("  {} {:.2f} %", detail::printable(p.classes[c]), probability_of(p, example, c) * 100);
    return text.empty() ? "  none" : text;
  }
  for (const std::size_t c : best_classes(p, example, top))
    text += fmt::format("  {} {:6.2f} %", detail::pad_right(detail::printable(p.classes[c]), label_width),
                        probability_of(p, example, c) * 100);
  return text;
}

std::string place_of(const Samples& samples, std::int64_t example) {
  const auto i = static_cast<std::size_t>(example);
  return i < samples.places.size() ? samples.places[i] : fmt::format("example {}", example);
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
    text += detail::pad_right(detail::printable(place_of(samples, i)), place_width);
    for (const Predictions& p : all) {
      std::size_t width = 0;
      for (const std::string& name : p.classes) width = std::max(width, detail::character_count(name));
      if (all.size() > 1) text += fmt::format("  {}:", detail::printable(p.column));
      text += to_text(p, i, top, std::min<std::size_t>(width, 24));
    }
    text += "\n";
  }
  return text;
}

/// The ending of files that the model's examples are in: of pictures and sounds; else, or if they are one
/// column of several, empty.
std::string ending_of_files(const TrainedTask& trained) {
  if (trained.inputs().columns().size() > 1) return "";
  for (const Inputs::Column& c : trained.inputs().columns()) {
    if (c.encoder->type() == "picture") return ".png";  // its reader goes by the content
    if (c.encoder->type() == "sound") return ".wav";
  }
  return "";
}

/// What is read of "-" by a model of pictures or sounds: files, and no table.
ReaderResult read_piped(TrainedTask& trained, const ScratchFolder& folder, const TaskSettings& reading,
                        bool quiet) {
  const std::filesystem::path file = folder.path() / ("standard input" + ending_of_files(trained));
  {
    std::ofstream out(file, std::ios::binary);
    out << std::cin.rdbuf();
  }
  ReaderResult read = read_examples(trained, file.string(), reading, /*answers_needed=*/false, quiet);
  for (std::string& place : read.samples.places) place = "standard input";
  return read;
}

}  // namespace

int predict_task(TrainedTask& trained, const TaskPredictSettings& settings) {
  trained.model().compile({.precision = settings.precision});
  const TaskSettings reading = reading_of(trained, settings.model, settings.reading);
  Json files = Json::array();
  bool all_answered = true;
  for (const std::string& file : settings.files) {
    try {
      std::optional<ScratchFolder> piped;
      if (file == "-" && !ending_of_files(trained).empty()) piped.emplace("predict");
      const ReaderResult read =
          piped ? read_piped(trained, *piped, reading, settings.quiet)
                : read_examples(trained, file, reading, /*answers_needed=*/false, settings.quiet);
      const std::vector<Predictions> all = trained.predict(read.samples);
      if (settings.json) {
        files.push_back(answers_json(file, read, all, settings.top));
      } else {
        const bool named = settings.files.size() == 1 || read.samples.places == std::vector{file};
        print((named ? "" : file + "\n") + answers_text(read.samples, all, settings.top));
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

}  // namespace saem::cli
