#include "saem/cli/model_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/core/parse_json.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;

fs::path find_file(const std::string& file_or_folder) {
  std::error_code error;
  const fs::path path(file_or_folder);
  const fs::path file = fs::is_directory(path, error) ? path / model_file_name : path;
  if (!fs::exists(file, error)) {
    const bool is_folder = file != path;
    fail<FileError>({.place = file_or_folder,
                     .problem = is_folder ? fmt::format("this folder holds no {}", model_file_name)
                                          : "there is no such model file or run folder",
                     .context = "",
                     .advice = "Make a model with saem train, and give its file or its run folder."});
  }
  return file;
}

std::vector<std::string> read_labels(const std::string& text, const fs::path& path) {
  const auto json = parse_json(text);
  bool valid = json.is_array();
  if (valid) {
    for (const auto& label : json) valid = valid && label.is_string();
  }
  if (!valid) {
    fail<FileError>({.place = path.string(),
                     .problem = "its labels are not a list of names",
                     .context = fmt::format("found {}", text.substr(0, 200)),
                     .advice = "Train the model again, or use a newer saem."});
  }
  return json.get<std::vector<std::string>>();
}

}  // namespace

void set_facts(Model& model, const ModelFacts& facts) {
  auto& information = model.information();
  information["labels"] =
      nlohmann::json(facts.labels).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  information["trained_on"] = facts.trained_on;
  information["network"] = facts.network;
  if (facts.preprocessing) information["preprocessing"] = facts.preprocessing->to_json();
  if (facts.accuracy) {
    information["accuracy"] = fmt::format("{:.4f}", *facts.accuracy);
  } else {
    information.erase("accuracy");
  }
}

TrainedModel open_model(const std::string& file_or_folder) {
  const fs::path path = find_file(file_or_folder);
  TrainedModel opened{.model = load_model(path), .path = path, .labels = {}, .preprocessing = {}};
  const auto& information = opened.model.information();
  if (const auto labels = information.find("labels"); labels != information.end()) {
    opened.labels = read_labels(labels->second, path);
  }
  if (const auto text = information.find("preprocessing"); text != information.end()) {
    opened.preprocessing = Preprocessing::from_json(text->second, path.string());
  }
  return opened;
}

TrainedModel open_classifier(const std::string& file_or_folder) {
  TrainedModel opened = open_model(file_or_folder);
  const std::vector<Shape> inputs = opened.model.input_shapes();
  const std::vector<Shape> outputs = opened.model.output_shapes();
  const bool is_classifier =
      inputs.size() == 1 && outputs.size() == 1 && outputs[0].rank() == 2 && outputs[0][1] >= 2;
  if (!is_classifier) {
    fail<UnsupportedError>(
        {.place = opened.path.string(),
         .problem = fmt::format("expected a model with one output (batch, classes), found {} of {}",
                                outputs.size() == 1 ? "one" : std::to_string(outputs.size()),
                                outputs.empty() ? "no shape" : outputs[0].to_string()),
         .context = "",
         .advice = "Use such a model from a C++ program with load_model."});
  }
  const std::int64_t classes = outputs[0][1];
  if (opened.labels.empty()) {
    for (std::int64_t c = 0; c < classes; ++c) opened.labels.push_back(std::to_string(c));
  }
  if (static_cast<std::int64_t>(opened.labels.size()) != classes) {
    fail<FileError>(
        {.place = opened.path.string(),
         .problem = fmt::format("the model has {} outputs, but {} labels", classes, opened.labels.size()),
         .context = "",
         .advice = "Save the model again with one label for each output."});
  }
  if (opened.preprocessing) {
    const Preprocessing& p = *opened.preprocessing;
    const Shape expected{Shape::unknown, p.height, p.width, p.channels};
    if (!(inputs[0] == expected)) {
      fail<FileError>({.place = opened.path.string(),
                       .problem = fmt::format("the model takes {}, but its preprocessing makes {}",
                                              inputs[0].to_string(), expected.to_string()),
                       .context = "",
                       .advice = "Save the model again with a preprocessing that fits."});
    }
  }
  return opened;
}

}  // namespace saem::cli
