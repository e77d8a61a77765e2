#include "saem/task/task_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/task/training_choices.h"
#include "saem/train/callbacks.h"

namespace saem {
namespace {

using namespace detail;

/// Decoded pictures of the watched part: fewer than there are of learned ones.
constexpr std::size_t most_bytes_watched = std::size_t{1} << 27;

/// Ends the training when its time is over.
class TimeBudget final : public Callback {
 public:
  using Clock = std::chrono::steady_clock;
  explicit TimeBudget(Clock::time_point end) : end_(end) {}
  [[nodiscard]] std::string name() const override { return "TimeBudget"; }
  void on_train_batch_end(std::int64_t /*batch*/, const Logs& /*logs*/) override {
    if (Clock::now() >= end_) stop_training();
  }

 private:
  Clock::time_point end_;
};

double now() { return std::chrono::duration<double>(TimeBudget::Clock::now().time_since_epoch()).count(); }

void check(const TaskTrainingOptions& o, const std::vector<Target>& targets) {
  const auto require = [](bool valid, std::string_view option, std::string_view expected,
                          const auto& received) {
    if (valid) return;
    fail<ValueError>({fmt::format("training: {}", option),
                      fmt::format("expected {}, received {}", expected, received), "", ""});
  };
  require(o.epochs >= 0, "epochs", "at least 1", o.epochs);
  require(o.batch_size >= 0, "batch size", "at least 1", o.batch_size);
  require(o.learning_rate > 0, "learning rate", "a number above 0", o.learning_rate);
  require(o.members >= 1 && o.members <= 100, "members", "1 to 100 networks", o.members);
  require(o.test_changes >= 0 && o.test_changes <= 1000, "test changes", "0 to 1000", o.test_changes);
  require(o.test_changes == 0 || !o.augmentation.empty(), "test changes", "an augmentation to make them with",
          "none");
  require(o.time_budget >= 0, "time budget", "seconds above 0", o.time_budget);
  const bool one_of_classes = targets.size() == 1 && targets[0].kind == TargetKind::classes;
  require(!o.balanced || one_of_classes, "balanced", "one target of classes", targets[0].column);
}

/// The mean of the members' answers, as one model.
Model average_of(std::vector<Model>& members) {
  if (members.size() == 1) return members[0];
  std::vector<Symbol> inputs;
  for (std::size_t i = 0; i < members[0].input_shapes().size(); ++i) {
    const Shape shape = members[0].input_shapes()[i];
    inputs.push_back(
        Input(shape.slice(1, shape.rank()), members[0].input_dtypes()[i], members[0].input_names()[i]));
  }
  std::vector<std::vector<Symbol>> answers;
  for (std::size_t m = 0; m < members.size(); ++m) {
    members[m].set_name(fmt::format("member_{}", m));
    answers.push_back(members[m](inputs));
  }
  std::vector<Symbol> outputs;
  for (std::size_t t = 0; t < answers[0].size(); ++t) {
    std::vector<Symbol> same;
    for (const auto& member : answers) same.push_back(member[t]);
    outputs.push_back(Average()(same));
  }
  return Model(inputs, outputs);
}

/// 99 of 100 usual examples are less unusual than this.
double anomaly_threshold(TrainedTask& trained, const Samples& usual) {
  const Array values = trained.predict(usual)[0].values;
  std::vector<double> scores(values.data<double>().begin(), values.data<double>().end());
  std::ranges::sort(scores);
  return scores[static_cast<std::size_t>(std::ceil(0.99 * static_cast<double>(scores.size() - 1)))];
}

/// A model to put in place of one that is not there yet.
Model nothing() { return Sequential(); }

bool is_mixed(const TaskTrainingOptions& o) {
  return std::ranges::any_of(o.augmentation, [](const AugmentationStep& step) {
    return step.name == "mixup" || step.name == "cutmix";
  });
}

}  // namespace

TaskTraining::TaskTraining(const Samples& all_train, const Samples& all_watched, const LearningTask& task,
                           const TaskTrainingOptions& options)
    : options_(options), answers_(task.targets.size()), model_(nothing()), started_(now()) {
  TaskTrainingOptions& o = options_;
  check(o, task.targets);
  if (is_mixed(o) && !o.rows) {  // two pictures have two labels
    o.rows = true;
    o.class_loss = "categorical_crossentropy";
  }
  if (o.start.empty()) {
    for (std::size_t t = 0; t < answers_.size(); ++t) answers_[t].fit(all_train, task.targets[t]);
  } else {
    go_on_from(o.start, task);
  }
  const Samples train = to_learn_from(all_train, answers_), validation = to_learn_from(all_watched, answers_);
  if (o.start.empty()) inputs_.fit(train, task.features, o.encoders);

  TaskSourceOptions source{.augmentation = o.augmentation, .seed = o.network.seed, .rows = o.rows};
  if (o.balanced) source.class_weight = balanced_weights(answers_[0].encode(train), answers_[0].width());
  learned_ = std::make_unique<TaskSource>(train, inputs_, answers_, source);
  if (validation.size() > 0)
    watched_ = std::make_shared<TaskSource>(
        validation, inputs_, answers_, TaskSourceOptions{.rows = o.rows, .most_bytes = most_bytes_watched});

  // (What was learned by heart copies itself too well.)
  if (answers_[0].kind() == TargetKind::anomaly) usual_ = validation.size() >= 5 ? validation : train;
  const std::int64_t n = train.size();
  o.batch_size = std::min(o.batch_size > 0 ? o.batch_size : batch_size_for(inputs_, n), n);
  if (o.patience < 0) o.patience = watched_ ? patience_for(inputs_, n) : 0;
  if (o.epochs == 0) o.epochs = o.patience > 0 ? most_epochs : epochs_for(n, o.batch_size);
  model_ = make_model(0);
  if (!o.find_learning_rate) return;
  tried_rates_ =
      saem::find_learning_rate(model_, *learned_, {.batch_size = o.batch_size, .seed = o.network.seed});
  found_rate_ = tried_rates_.suggestion;
  model_ = make_model(0);
}

void TaskTraining::go_on_from(const std::string& file, const LearningTask& task) {
  const TrainedTask before = TrainedTask::load(file);
  bool same = before.answers().size() == task.targets.size();
  std::vector<std::string> columns;
  for (std::size_t t = 0; t < before.answers().size(); ++t) {
    columns.push_back(before.answers()[t].column());
    same = same && before.answers()[t].column() == task.targets[t].column &&
           before.answers()[t].kind() == task.targets[t].kind;
  }
  if (!same) {
    fail<ValueError>({file,
                      fmt::format("predicts {}, which is not what is learned now", fmt::join(columns, ", ")),
                      fmt::format("now '{}' ({})", task.targets[0].column, name(task.targets[0].kind)),
                      "Name the same columns with --target, or begin anew."});
  }
  inputs_ = before.inputs();
  answers_ = before.answers();
}

Model TaskTraining::make_model(int member) const {
  TaskNetworkOptions network = options_.network;
  network.seed = options_.network.seed + static_cast<std::uint64_t>(member);
  Model model = options_.start.empty() ? build_task_network(inputs_, answers_, network)
                                       : TrainedTask::load(options_.start).model();
  std::vector<LossChoice> losses;
  std::vector<std::vector<MetricChoice>> metrics;
  for (const Answers& a : answers_) {
    switch (a.kind()) {
      case TargetKind::classes:
        losses.push_back(options_.class_loss);
        metrics.push_back({MetricChoice("accuracy")});
        break;
      case TargetKind::value:
        losses.push_back(options_.value_loss);
        metrics.push_back({MetricChoice("mean_absolute_error")});
        break;
      case TargetKind::labels:
        losses.emplace_back("binary_crossentropy");
        metrics.push_back({MetricChoice("binary_accuracy")});
        break;
      case TargetKind::anomaly:  // what the network gives is an error: the mean of it
        losses.emplace_back("mean_absolute_error");
        metrics.emplace_back();
        break;
    }
  }
  const std::shared_ptr<Optimizer> optimizer =
      options_.optimizer ? options_.optimizer()
                         : std::make_shared<Adam>(AdamOptions{.learning_rate = options_.learning_rate});
  if (found_rate_) optimizer->set_learning_rate(*found_rate_);
  model.compile({.optimizer = *optimizer,
                 .loss = losses,
                 .metrics = metrics,
                 .memory_budget = options_.memory_budget,
                 .precision = options_.precision});
  return model;
}

double TaskTraining::learning_rate() const {
  // As people write it: 0.001, not the nearest float32's 0.0010000000475.
  const auto rate = static_cast<float>(model_.optimizer().learning_rate().value().item());
  return std::stod(fmt::format("{}", rate));
}

std::optional<MemoryNeed> TaskTraining::memory(std::size_t data_bytes) const {
  const std::size_t watched = watched_ ? watched_->byte_size() : 0;
  return memory_need(model_, options_.batch_size, data_bytes + learned_->byte_size() + watched);
}

std::int64_t TaskTraining::steps() const {
  std::int64_t steps = 0;
  for (const History& h : histories_) steps += h.steps;
  return steps;
}

// Each member has its share of what is left.
double TaskTraining::seconds_left(int member) const {
  return std::max(0.0, options_.time_budget - (now() - started_)) / (options_.members - member);
}

FitOptions TaskTraining::fit_options(int member) const {
  const TaskTrainingOptions& o = options_;
  FitOptions fit{.batch_size = o.batch_size,
                 .epochs = static_cast<int>(o.epochs),
                 .verbose = o.verbose,
                 .schedule = o.schedule,
                 .seed = o.network.seed + static_cast<std::uint64_t>(member),
                 .debug = o.debug,
                 .check_memory = false,  // whoever asked for it has seen `memory`
                 .checkpoint = o.checkpoint,
                 .callbacks = member == 0 ? o.first_callbacks : Callbacks()};
  fit.callbacks.insert(fit.callbacks.end(), o.callbacks.begin(), o.callbacks.end());
  if (watched_) {
    if (const std::optional<Examples> arrays = watched_->arrays()) {
      fit.validation_data = *arrays;
    } else {
      fit.validation_source = watched_;
    }
  }
  if (member > 0 && !fit.checkpoint.path.empty())
    fit.checkpoint.path = fmt::format("{}-{}", o.checkpoint.path, member + 1);
  if (watched_ && o.patience > 0) {
    const auto patience = static_cast<int>(o.patience);
    if (!fit.schedule)
      fit.callbacks.emplace_back(ReduceLROnPlateau({.factor = 0.3, .patience = std::max(2, patience / 3)}));
    fit.callbacks.emplace_back(EarlyStopping({.patience = patience, .restore_best_weights = true}));
  } else if (!fit.schedule) {
    fit.schedule = learning_rate_schedule("cooldown");
  }
  if (o.time_budget > 0) {
    fit.callbacks.emplace_back(
        TimeBudget(TimeBudget::Clock::now() + std::chrono::duration_cast<TimeBudget::Clock::duration>(
                                                  std::chrono::duration<double>(seconds_left(member)))));
  }
  return fit;
}

TaskTrainingResult TaskTraining::run() {
  std::vector<Model> members;
  for (int m = 0; m < options_.members; ++m) {
    if (m > 0) model_ = make_model(m);
    const std::optional<Examples> arrays = learned_->arrays();
    const FitOptions options = fit_options(m);
    histories_.push_back(arrays ? model_.fit(*arrays, options) : model_.fit(*learned_, options));
    members.push_back(model_);
    if (histories_.back().interrupted) break;
  }
  TrainedTask trained(inputs_, answers_, average_of(members));
  if (answers_[0].kind() == TargetKind::anomaly) {
    answers_[0].set_threshold(anomaly_threshold(trained, usual_));
    trained = TrainedTask(inputs_, answers_, trained.model());
  }
  if (options_.test_changes > 0) trained.set_test_changes(options_.augmentation, options_.test_changes);
  return {std::move(trained), histories_, options_.batch_size, options_.epochs};
}

TaskTrainingResult train_task(const Samples& train, const Samples& validation, const LearningTask& task,
                              const TaskTrainingOptions& options) {
  return TaskTraining(train, validation, task, options).run();
}

}  // namespace saem
