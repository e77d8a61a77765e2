#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "saem/cli/commands.h"
#include "saem/cli/model_file.h"
#include "saem/cli/output.h"
#include "saem/cli/precision_option.h"
#include "saem/core/format_bytes.h"
#include "saem/core/parallel.h"
#include "saem/report/text.h"
#include "saem/train/optimizer.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ProfileSettings {
  std::string model;
  std::int64_t batch_size = 128;
  bool train = false;
  std::string optimizer = "adadelta";
  std::string loss = "sparse_categorical_crossentropy";
  std::string order = "time";
  std::string precision;  ///< empty: the model's
  std::int64_t threads = 0;
  bool json = false;
  bool quiet = false;
};

void declare(Arguments& arguments, ProfileSettings& s) {
  arguments.word(s.model, {"MODEL", "a model file, or the run folder that holds one"});
  arguments.integer("batch-size", s.batch_size, {1, 1 << 20}, {"N", "examples at a time (default 128)"});
  arguments.flag("train", s.train, "a training step instead of a prediction");
  arguments.choice("optimizer", s.optimizer, optimizer_names(),
                   {"NAME",
                    "of the training step: adadelta, adafactor, adagrad, adam, adamax, adamw, ftrl, lamb, "
                    "lion, muon, nadam, rmsprop, schedule_free_adamw or sgd (default adadelta)"});
  arguments.text("loss", s.loss, {"NAME", "of the training step (default sparse_categorical_crossentropy)"});
  arguments.choice("order", s.order, {"time", "run"},
                   {"NAME", "of the kernels: time, the longest first, or run, as they run (default time)"});
  add_precision(arguments, s.precision, "the model's");
  arguments.integer("threads", s.threads, {1, 1024}, {"N", "threads to use (default: all processors)"});
  arguments.flag("json", s.json, "one JSON object on stdout instead of a table");
  arguments.flag("quiet", s.quiet, "nothing on stderr but errors");
}

std::string to_json(const ProfileSettings& settings, const StepProfile& profile) {
  Json kernels = Json::array();
  for (const auto& kernel : profile.kernels) {
    kernels.push_back({{"kernel", kernel.label},
                       {"layer", kernel.layer},
                       {"implementation", kernel.implementation},
                       {"milliseconds", kernel.milliseconds},
                       {"output_bytes", kernel.output_bytes},
                       {"intermediate_bytes", kernel.arena_bytes}});
  }
  Json layers = Json::array();
  for (const auto& layer : profile.layers())
    layers.push_back({{"layer", layer.name}, {"milliseconds", layer.milliseconds}});
  return Json{{"model", settings.model},
              {"step", settings.train ? "train" : "predict"},
              {"batch_size", profile.batch_size},
              {"precision", settings.precision},
              {"threads", thread_count()},
              {"milliseconds", profile.milliseconds()},
              {"intermediate_bytes", profile.intermediate_bytes},
              {"parameter_bytes", profile.parameter_bytes},
              {"optimizer_bytes", profile.optimizer_bytes},
              {"layers", layers},
              {"kernels", kernels}}
             .dump(2, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

std::string share(double part, double whole) {
  return fmt::format("{:.1f} %", whole > 0 ? 100 * part / whole : 0);
}

std::string line(double milliseconds, double whole, std::string_view rest) {
  return fmt::format("{:>10.3f}  {:>7}  {}\n", milliseconds, share(milliseconds, whole), rest);
}

std::string to_text(const ProfileSettings& settings, const StepProfile& profile) {
  const double whole = profile.milliseconds();
  std::vector<StepProfile::Kernel> kernels = profile.kernels;
  if (settings.order == "time")
    std::ranges::stable_sort(kernels, std::greater<>(), &StepProfile::Kernel::milliseconds);

  std::string text = fmt::format(
      "{} of {} example{}, {}, {} thread{}\n\n{:>10}  {:>7}  {:>10}  {:>10}  kernel\n",
      settings.train ? "training step" : "prediction", profile.batch_size, profile.batch_size == 1 ? "" : "s",
      settings.precision, thread_count(), thread_count() == 1 ? "" : "s", "ms", "share", "writes", "memory");
  for (const auto& kernel : kernels) {
    std::string what = kernel.label;
    if (!kernel.layer.empty()) what += " in " + kernel.layer;
    if (!kernel.implementation.empty()) what += " · " + kernel.implementation;
    text += line(kernel.milliseconds, whole,
                 fmt::format("{:>10}  {:>10}  {}", format_bytes(kernel.output_bytes),
                             format_bytes(kernel.arena_bytes), what));
  }
  text += fmt::format("\n{:>10}  {:>7}  layer\n", "ms", "share");
  for (const auto& layer : profile.layers())
    text += line(layer.milliseconds, whole, layer.name.empty() ? "(outside layers)" : layer.name);
  text += fmt::format("\n{:.3f} ms, {} examples/s · {} intermediate values, {} parameters", whole,
                      detail::with_separators(static_cast<std::int64_t>(
                          whole > 0 ? static_cast<double>(profile.batch_size) * 1000 / whole : 0)),
                      format_bytes(profile.intermediate_bytes), format_bytes(profile.parameter_bytes));
  if (settings.train) text += fmt::format(", {} optimizer state", format_bytes(profile.optimizer_bytes));
  return text + "\n";
}

int profile(const ProfileSettings& given, Words /*words*/) {
  ProfileSettings settings = given;
  if (settings.threads > 0) set_thread_count(static_cast<int>(settings.threads));
  TrainedModel trained = open_model(settings.model);
  settings.precision = precision_for(trained.model, settings.precision, Log(settings.quiet));
  ModelCompileOptions options{.precision = settings.precision};
  if (settings.train) {
    options.optimizer = settings.optimizer;
    options.loss = settings.loss;
  }
  trained.model.compile(options);
  const StepProfile result =
      trained.model.profile({.batch_size = settings.batch_size, .training = settings.train});
  print(settings.json ? to_json(settings, result) : to_text(settings, result));
  return exit_success;
}

}  // namespace

Command profile_command() {
  return make_command<ProfileSettings>(
      {.name = "profile",
       .brief = "show where the time and the memory of a step go",
       .description = "Shows where the time and the memory of a prediction or a training step go, kernel by "
                      "kernel. The data is made up, and the model file stays as it is.",
       .examples = {{"saem profile runs/fashion-mnist-cnn-1 --batch-size 1"},
                    {"saem profile model.safetensors --train --optimizer adam"},
                    {"saem profile runs/a --order run --json"}}},
      declare, profile);
}

}  // namespace saem::cli
