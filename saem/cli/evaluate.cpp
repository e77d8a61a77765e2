#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "saem/cli/commands.h"
#include "saem/cli/load_data.h"
#include "saem/cli/model_file.h"
#include "saem/cli/output.h"
#include "saem/cli/precision_option.h"
#include "saem/cli/scoring.h"
#include "saem/cli/task_predict.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

struct EvaluateSettings {
  std::string model;
  std::string data;
  std::string split = "test";
  std::int64_t batch_size = 128;
  std::string precision;  ///< empty: the model's
  std::int64_t threads = 0;
  TaskSettings reading;
  bool json = false;
  bool quiet = false;
};

void declare(Arguments& arguments, EvaluateSettings& s) {
  arguments.word(s.model, {"MODEL", "a model file, or the run folder that holds one"});
  arguments.word(s.data, {"DATA", "data like those that the model was trained on"});
  arguments.choice("split", s.split, {"test", "train"}, {"NAME", "test or train (default test)"});
  arguments.integer("batch-size", s.batch_size, {1, 1 << 20}, {"N", "examples at a time (default 128)"});
  declare_reading_settings(arguments, s.reading);
  add_precision(arguments, s.precision, "the model's");
  arguments.integer("threads", s.threads, {1, 1024}, {"N", "threads to use (default: all processors)"});
  arguments.flag("json", s.json, "one JSON object on stdout instead of text");
  arguments.flag("quiet", s.quiet, "nothing on stderr but errors");
}

// A folder without names for its classes has as many as its labels show: the model may know of more.
bool are_the_first_of(const std::vector<std::string>& names, const std::vector<std::string>& labels) {
  return names.size() <= labels.size() && std::equal(names.begin(), names.end(), labels.begin());
}

void check_fit(const TrainedModel& trained, const EvaluateSettings& settings, const Dataset& data,
               const Log& log) {
  const Shape expected = trained.model.input_shapes()[0];
  const Shape& received = data.x.shape();
  if (!(expected.slice(1, expected.rank()) == received.slice(1, received.rank()))) {
    fail<ShapeError>(
        {.place = settings.data,
         .problem = fmt::format("the model takes examples of shape {}, received {}",
                                expected.slice(1, expected.rank()).to_string(),
                                received.slice(1, received.rank()).to_string()),
         .context = fmt::format("model {}", trained.path.string()),
         .advice = "Give data like that which the model was trained on (see saem summary MODEL)."});
  }
  if (are_the_first_of(data.class_names, trained.labels)) return;
  if (data.class_names.size() != trained.labels.size()) {
    fail<ValueError>(
        {.place = settings.data,
         .problem = fmt::format("the model knows {} classes, received {}", trained.labels.size(),
                                data.class_names.size()),
         .context = fmt::format("model {}", trained.path.string()),
         .advice = "Give data like that which the model was trained on (see saem summary MODEL)."});
  }
  log.line(fmt::format(
      "note: the classes have other names in the data (\"{}\") than in the model (\"{}\"); they are compared "
      "by number",
      fmt::join(data.class_names, "\", \""), fmt::join(trained.labels, "\", \"")));
}

std::string to_json(const EvaluateSettings& settings, const std::string& data_name, const Model& model,
                    const Score& score) {
  return Json{{"model", settings.model},
              {"data", data_name},
              {"split", settings.split},
              {"examples", score.correct.size()},
              {"precision", model.precision()},
              {"accuracy", score.classification.accuracy},
              {"loss", score.loss},
              {"classification_report", Json::parse(score.classification.to_json())}}
             .dump(2, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

int evaluate(const EvaluateSettings& settings, Words /*words*/) {
  if (settings.threads > 0) set_thread_count(static_cast<int>(settings.threads));
  const Log log(settings.quiet);

  if (TrainedModel any = open_model(settings.model); TrainedTask::is_task(any.model)) {
    TrainedTask task = TrainedTask::from_model(any.model, any.path.string());
    return evaluate_task(task, {.model = settings.model,
                                .data = settings.data,
                                .split = settings.split,
                                .run = any.path.parent_path(),
                                .batch_size = settings.batch_size,
                                .precision = precision_for(any.model, settings.precision, log),
                                .reading = settings.reading,
                                .json = settings.json,
                                .quiet = settings.quiet});
  }
  TrainedModel trained = open_classifier(settings.model);
  compile_for_scoring(trained.model, precision_for(trained.model, settings.precision, log));
  const DatasetPair pair = load_data(settings.data);
  const Dataset& data = settings.split == "test" ? pair.test : pair.train;
  check_fit(trained, settings, data, log);
  const Score result = score(trained.model, data, trained.labels, settings.batch_size);

  if (settings.json) {
    print(to_json(settings, base_name(data), trained.model, result));
    return exit_success;
  }
  print(fmt::format("{} split of {}: {}\n\n{}\naccuracy {:.4f} · loss {:.4f}\n", settings.split,
                    base_name(data), detail::counted(data.size(), "example"),
                    result.classification.to_string(), result.classification.accuracy, result.loss));
  const std::string confusion = describe_confusion(result.confusion);
  if (!confusion.empty()) print(confusion + "\n");
  return exit_success;
}

}  // namespace

Command evaluate_command() {
  return make_command<EvaluateSettings>(
      {.name = "evaluate",
       .brief = "measure a model on a dataset",
       .description =
           "Measures a model on a dataset: accuracy, precision and recall per class, what it confuses.",
       .examples = {{"saem evaluate runs/fashion-mnist-cnn-1 fashion-mnist"},
                    {"saem evaluate model.safetensors my-pictures/ --split train"},
                    {"saem evaluate runs/a mnist --json", "for programs: one JSON object on stdout"}}},
      declare, evaluate);
}

}  // namespace saem::cli
