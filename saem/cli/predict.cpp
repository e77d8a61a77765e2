#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "saem/cli/commands.h"
#include "saem/cli/model_file.h"
#include "saem/cli/output.h"
#include "saem/cli/precision_option.h"
#include "saem/cli/task_predict.h"
#include "saem/cli/usage_error.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/datasets.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t pictures_at_once = 64;  // bounds the memory, whatever the number of files

struct PredictSettings {
  std::string model;
  std::vector<std::string> pictures;
  std::int64_t top = 3;
  std::string precision;  ///< empty: the model's
  std::int64_t threads = 0;
  PictureOptions picture;
  TaskSettings reading;
  bool json = false;
  bool quiet = false;
};

void declare(Arguments& arguments, PredictSettings& s) {
  arguments.word(s.model, {"MODEL", "a model file, or the run folder that holds one"});
  arguments.words(s.pictures,
                  {"FILE", "pictures, or data like those that the model was trained on; - is stdin"});
  arguments.integer("top", s.top, {1, std::numeric_limits<std::int64_t>::max()},
                    {"K", "how many classes to name for each picture (default 3)"});
  arguments.flag("resize", s.picture.resize, "make pictures of another size fit (anti-aliased)");
  arguments.flag("invert", s.picture.invert, "swap dark and bright: for dark drawings on bright ground");
  declare_reading_settings(arguments, s.reading);
  add_precision(arguments, s.precision, "the model's");
  arguments.integer("threads", s.threads, {1, 1024}, {"N", "threads to use (default: all processors)"});
  arguments.flag("json", s.json, "one JSON object on stdout instead of a table");
  arguments.flag("quiet", s.quiet, "nothing on stderr but errors");
}

struct Guess {
  std::string label;
  double probability = 0;
};
struct Answer {
  std::string picture;
  std::vector<Guess> guesses;  ///< the most probable first; empty if the picture could not be read
  std::string error;
  std::string resized;
};

std::vector<Guess> most_probable(std::span<const float> probabilities, const std::vector<std::string>& labels,
                                 std::size_t limit) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(limit, order.size()));
  std::ranges::partial_sort(order, end, std::ranges::greater(),
                            [&](std::size_t c) { return probabilities[c]; });
  std::vector<Guess> guesses;
  for (auto c = order.begin(); c != end; ++c)
    guesses.push_back({labels[*c], static_cast<double>(probabilities[*c])});
  return guesses;
}

// One picture that cannot be read does not keep the others from being answered.
std::vector<Answer> answer(TrainedModel& trained, const PredictSettings& settings,
                           std::span<const std::string> pictures) {
  std::vector<Answer> answers;
  std::vector<Array> inputs;
  for (const std::string& picture : pictures) {
    Answer& a = answers.emplace_back(Answer{.picture = picture, .guesses = {}, .error = {}, .resized = {}});
    try {
      inputs.push_back(read_picture(picture, *trained.preprocessing, settings.picture, a.resized));
    } catch (const Error& error) {
      a.error = error.what();
    }
  }
  if (inputs.empty()) return answers;
  Array batch =
      Array::uninitialized(inputs[0].shape().with(0, static_cast<std::int64_t>(inputs.size())), DType::f32);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    std::memcpy(batch.mutable_bytes() + i * inputs[i].byte_size(), inputs[i].bytes(), inputs[i].byte_size());
  }
  const Array probabilities = trained.model.predict(batch, {.batch_size = batch.shape()[0]});
  std::span<const float> rest = probabilities.data<float>();
  for (Answer& a : answers) {
    if (!a.error.empty()) continue;
    a.guesses = most_probable(rest.first(trained.labels.size()), trained.labels,
                              static_cast<std::size_t>(settings.top));
    rest = rest.subspan(trained.labels.size());
  }
  return answers;
}

Json to_json(const Answer& a) {
  Json json{{"picture", a.picture}};
  if (!a.error.empty()) {
    json["error"] = a.error;
    return json;
  }
  json["resized"] = !a.resized.empty();
  json["predictions"] = Json::array();
  for (const Guess& guess : a.guesses) {
    json["predictions"].push_back({{"label", guess.label}, {"probability", guess.probability}});
  }
  return json;
}

// A line per picture; the columns of all lines stand below each other.
std::string to_line(const Answer& a, std::size_t picture_width, std::size_t label_width) {
  std::string line = detail::pad_right(a.picture, picture_width);
  for (const Guess& guess : a.guesses) {
    line +=
        fmt::format("  {} {:6.2f} %", detail::pad_right(guess.label, label_width), guess.probability * 100);
  }
  return line + "\n";
}

template <class Names>
std::size_t widest(const Names& names) {
  std::size_t width = 0;
  for (const std::string& name : names) width = std::max(width, detail::character_count(name));
  return width;
}

/// Not data of many examples: so "-" is a picture, too.
bool are_pictures(const std::vector<std::string>& files) {
  const std::vector<std::string> known = datasets::names();
  return std::ranges::none_of(files, [&](const std::string& file) {
    std::error_code error;
    return std::filesystem::is_directory(file, error) || std::ranges::find(known, file) != known.end();
  });
}

int predict(const PredictSettings& settings, Words /*words*/) {
  if (settings.threads > 0) set_thread_count(static_cast<int>(settings.threads));
  const Log log(settings.quiet);
  // (A model on pictures of one size, as IDX files have them, says itself how a picture becomes its input.)
  if (TrainedModel any = open_model(settings.model);
      TrainedTask::is_task(any.model) && !(any.preprocessing && are_pictures(settings.pictures))) {
    if (settings.picture.invert) {
      fail<UsageError>({.place = "predict: --invert",
                        .problem = "is for pictures of IDX files, and this model was trained on other data",
                        .context = "",
                        .advice = "Leave it out, or give pictures like those that it was trained on."});
    }
    TrainedTask task = TrainedTask::from_model(any.model, any.path.string());
    return predict_task(task, {.model = settings.model,
                               .files = settings.pictures,
                               .top = settings.top,
                               .precision = precision_for(any.model, settings.precision, log),
                               .reading = settings.reading,
                               .json = settings.json,
                               .quiet = settings.quiet});
  }
  TrainedModel trained = open_classifier(settings.model);
  if (!trained.preprocessing) {
    fail<UnsupportedError>(
        {.place = trained.path.string(),
         .problem = "the file does not say how a picture becomes an input of this model",
         .context = fmt::format("the model takes {}", trained.model.input_shapes()[0].to_string()),
         .advice = "Measure it with saem evaluate, or use it from a C++ program with load_model."});
  }
  trained.model.compile({.precision = precision_for(trained.model, settings.precision, log)});

  const std::size_t picture_width = widest(settings.pictures);
  const std::size_t label_width = widest(trained.labels);
  Json results = Json::array();
  bool all_answered = true;
  for (std::span<const std::string> rest = settings.pictures; !rest.empty();) {
    const std::size_t count = std::min(rest.size(), pictures_at_once);
    for (const Answer& a : answer(trained, settings, rest.first(count))) {
      if (!a.error.empty()) {
        all_answered = false;
        print_error(a.error);
      } else if (!a.resized.empty()) {
        log.line(fmt::format("{}: resized {}", a.picture, a.resized));
      }
      if (settings.json) {
        results.push_back(to_json(a));
      } else if (a.error.empty()) {
        print(to_line(a, picture_width, label_width));
      }
    }
    rest = rest.subspan(count);
  }
  if (settings.json) {
    print(
        Json{{"model", settings.model}, {"precision", trained.model.precision()}, {"pictures", results}}.dump(
            2, ' ', false, Json::error_handler_t::replace) +
        "\n");
  }
  return all_answered ? exit_success : exit_failure;
}

}  // namespace

Command predict_command() {
  return make_command<PredictSettings>(
      {.name = "predict",
       .brief = "say what is in pictures, tables or recordings",
       .description =
           "Says what is in pictures (PNG, JPEG, PGM or PPM), or what a model of other data answers for each "
           "row of a table, recording or text.",
       .examples = {{"saem predict runs/fashion-mnist-cnn-1 boot.png"},
                    {"saem predict model.safetensors photos/*.jpg --resize --top 1"},
                    {"saem predict runs/titanic-1 passengers.csv --top 1", "each row of a table"},
                    {"saem predict runs/mnist-cnn-1 --resize --invert scan.png", "dark ink on white paper"},
                    {"curl -s URL | saem predict runs/a - --json", "a picture from stdin"}},
       .notes =
           "A picture that cannot be read does not keep the others from being answered; the exit code is "
           "then 1."},
      declare, predict);
}

}  // namespace saem::cli
