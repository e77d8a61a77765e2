#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "saem/cli/commands.h"
#include "saem/cli/model_file.h"
#include "saem/cli/output.h"
#include "saem/core/parse_json.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

Json dimensions(const Shape& shape) {
  Json list = Json::array();
  for (const std::int64_t d : shape) list.push_back(d == Shape::unknown ? Json(nullptr) : Json(d));
  return list;
}

std::string to_json(const TrainedModel& trained) {
  Json layers = Json::array();
  for (const AnyLayer& layer : trained.model.layers()) {
    layers.push_back({{"name", layer->name()},
                      {"type", layer->class_name()},
                      {"output_shape", dimensions(layer->output_shape(layer->input_shapes()))},
                      {"parameters", layer->parameter_count()}});
  }
  Json json{{"model", trained.path.string()},
            {"name", trained.model.name()},
            {"parameters", trained.model.parameter_count()},
            {"precision", trained.model.precision()},
            {"layers", layers}};
  for (const auto& [key, value] : trained.model.information()) {
    // Labels and preprocessing are JSON themselves.
    Json parsed = parse_json<Json>(value);
    json["information"][key] = parsed.is_structured() ? std::move(parsed) : Json(value);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_text(const TrainedModel& trained) {
  std::string text = trained.model.summary();
  if (!text.ends_with('\n')) text += '\n';
  const auto& information = trained.model.information();
  const auto fact = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("{:<15}{}\n", name, value);
  };
  const auto known = [&](const char* key) {
    const auto found = information.find(key);
    return found == information.end() ? std::string() : found->second;
  };
  text += '\n';
  fact("file", trained.path.string());
  fact("trained on", known("trained_on"));
  if (trained.model.precision() != "float32") fact("precision", trained.model.precision());
  fact("test accuracy", known("accuracy"));
  if (!trained.labels.empty()) {
    fact("labels", fmt::format("{}: {}", trained.labels.size(), fmt::join(trained.labels, ", ")));
  }
  if (const auto& p = trained.preprocessing) {
    fact("input", fmt::format("pictures of {}; value = byte × {:.6g}", p->describe(), p->scale));
  }
  return text;
}

struct SummarySettings {
  std::string model;
  bool json = false;
  bool quiet = false;
};

void declare(Arguments& arguments, SummarySettings& s) {
  arguments.word(s.model, {"MODEL", "a model file, or the run folder that holds one"});
  arguments.flag("json", s.json, "one JSON object on stdout instead of text");
  arguments.flag("quiet", s.quiet, "nothing on stderr but errors");
}

int summary(const SummarySettings& settings, Words /*words*/) {
  const TrainedModel trained = open_model(settings.model);
  print(settings.json ? to_json(trained) : to_text(trained));
  return exit_success;
}

}  // namespace

Command summary_command() {
  return make_command<SummarySettings>(
      {.name = "summary",
       .brief = "show the layers of a model and what it was trained on",
       .description = "Shows the layers of a model, and what its file tells of it.",
       .examples = {{"saem summary runs/fashion-mnist-cnn-1"}, {"saem summary model.safetensors --json"}}},
      declare, summary);
}

}  // namespace saem::cli
