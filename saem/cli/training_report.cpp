// What a training run tells people: the page and the text.
#include <fmt/format.h>

#include <algorithm>

#include "saem/cli/machine.h"
#include "saem/cli/output.h"
#include "saem/cli/training_run.h"
#include "saem/cli/version.h"
#include "saem/core/format_bytes.h"
#include "saem/core/parallel.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

using detail::with_separators;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t mistakes_shown = 24;

std::string describe_data(const TrainingRun& run) {
  const Shape& shape = run.data.train.x.shape();
  const std::string kind =
      run.facts.preprocessing ? fmt::format("pictures of {}", run.facts.preprocessing->describe())
                              : fmt::format("examples of shape {}", shape.slice(1, shape.rank()).to_string());
  const std::string source = run.settings.data == run.facts.trained_on
                                 ? fmt::format("the dataset {}", run.settings.data)
                                 : fmt::format("the folder {}", run.settings.data);
  return fmt::format("{} {} in {} classes, from {}.", with_separators(examples_of(run)), kind,
                     run.facts.labels.size(), source);
}

Pairs describe_settings(const TrainingRun& run) {
  const TrainSettings& s = run.settings;
  Pairs pairs{
      {"model", fmt::format("{}, {} parameters", s.network, with_separators(run.model.parameter_count()))},
      {"loss", describe_loss(s)},
      {"optimizer", fmt::format("{}, learning rate {:g}, {}{}", s.optimizer, run.learning_rate, s.schedule,
                                describe_optimizer_options(s))},
      {"epochs", fmt::format("{} of {}", run.history.epoch.size(), s.epochs)},
      {"batch size", std::to_string(s.batch_size)},
      {"precision", s.precision},
      {"seed", std::to_string(s.seed)},
      {"patience", s.patience == 0 ? std::string("all epochs are done") : std::to_string(s.patience)},
      {"time to train", fmt::format("{:.1f} s", run.seconds)}};
  if (s.memory_budget > 0) pairs.emplace_back("memory budget", format_bytes(s.memory_budget));
  if (run.history.interrupted) {
    pairs.emplace_back("interrupted", fmt::format("after {} steps", with_separators(run.history.steps)));
  }
  return pairs;
}

Pairs describe_environment(const TrainingRun& run) {
  return {{"saem", std::string(version_number())},
          {"processor", fmt::format("{} ({})", processor_name(), vector_instructions())},
          {"threads", std::to_string(thread_count())},
          {"compiler", compiler()},
          {"commit", std::string(commit().empty() ? "unknown" : commit())},
          {"data (FNV-1a)", run.data_hash}};
}

std::string describe_file(const std::filesystem::path& file, std::string_view what) {
  return fmt::format("{}  {}\n", detail::pad_right(file.string(), 48), what);
}

}  // namespace

std::string describe_loss(const TrainSettings& s) {
  std::string text = s.loss;
  std::ranges::replace(text, '_', ' ');
  if (text == "categorical crossentropy") text = "categorical cross-entropy";
  if (s.label_smoothing) text += fmt::format(", labels smoothed by {:g}", *s.label_smoothing);
  if (s.class_weight == "balanced") text += ", classes balanced";
  return text;
}

std::string describe_optimizer_options(const TrainSettings& s) {
  std::string text;
  const auto add = [&](std::string_view name, const std::optional<double>& value) {
    if (value) text += fmt::format(", {} {:g}", name, *value);
  };
  add("warm-up epochs", s.warmup_epochs);
  add("momentum", s.momentum);
  if (s.nesterov) text += ", nesterov";
  add("weight decay", s.weight_decay);
  add("clipnorm", s.clipnorm);
  add("clipvalue", s.clipvalue);
  add("global clipnorm", s.global_clipnorm);
  add("average of the weights", s.ema);
  if (s.accumulate > 1) text += fmt::format(", {} batches per step", s.accumulate);
  return text;
}

std::string shell_word(const std::string& text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string command_line(Words words) {
  std::string text = "saem train";
  for (const std::string& word : words) text += " " + shell_word(word);
  return text;
}

std::string html_report(const TrainingRun& run) {
  const Score& score = *run.score;
  TrainingReport page;
  page.title = fmt::format("{} with {}", run.facts.trained_on, run.settings.network);
  if (run.history.interrupted) page.title += " (interrupted)";
  page.question = fmt::format(
      "Which of {} classes is in a picture? The classes: {}.", run.facts.labels.size(),
      fmt::join(run.facts.labels.begin(),
                run.facts.labels.begin() +
                    static_cast<std::ptrdiff_t>(std::min<std::size_t>(run.facts.labels.size(), 20)),
                ", "));
  page.command = run.command;
  page.dataset_name = run.facts.trained_on;
  page.data_sentence = describe_data(run);
  page.splits = {{"train", run.data.train.size()}, {"test", run.data.test.size()}};
  if (run.settings.validation.value_or(0) > 0)
    page.splits.insert(page.splits.begin() + 1, {"validation", run.watched.size()});
  page.model_summary = run.model.summary();
  page.history = run.history.history;
  page.classification = score.classification;
  page.confusion = score.confusion;
  page.baseline_accuracy = run.baseline.accuracy;
  page.mistakes = surest_mistakes(score, run.data.test, run.facts.preprocessing, mistakes_shown);
  page.confidences = score.confidences;
  page.correct = score.correct;
  page.settings = describe_settings(run);
  page.environment = describe_environment(run);
  return page.to_html();
}

std::string text_report(const TrainingRun& run) {
  const Score& score = *run.score;
  std::string text = fmt::format("test split of {}: {} examples that the model has not learned from\n\n{}\n",
                                 run.facts.trained_on, with_separators(run.data.test.size()),
                                 score.classification.to_string());
  text +=
      fmt::format("test      accuracy {:.4f} · loss {:.4f}\nbaseline  accuracy {:.4f} (always \"{}\")\n",
                  score.classification.accuracy, score.loss, run.baseline.accuracy, run.baseline.class_name);
  const std::string confusion = describe_confusion(score.confusion);
  if (!confusion.empty()) text += confusion + "\n";
  text += "\n";
  text += describe_file(run.folder.html_report(), "curves, confusion matrix, mistakes: open it in a browser");
  text += describe_file(run.folder.model(), "the model");
  text += describe_file(run.folder.json_report(), "the same report for programs");
  text += describe_file(run.folder.history(), "loss and accuracy of each epoch");
  text += describe_file(run.folder.record(), "settings, versions, data hash");
  const std::string folder = shell_word(run.folder.path().string());
  text += fmt::format("next: {2} predict {0} PICTURE · {2} evaluate {0} {1} · {2} summary {0}\n", folder,
                      shell_word(run.settings.data), shell_word(program()));
  return text;
}

}  // namespace saem::cli
