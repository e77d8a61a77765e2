#include "saem/task/task_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/callbacks.h"

namespace saem {
namespace {

constexpr std::int64_t most_epochs = 200;

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

struct Encoded {
  std::vector<Array> x, y;
};

Encoded encode(const Samples& samples, const Inputs& inputs, const std::vector<Answers>& answers) {
  Encoded out{inputs.encode(samples), {}};
  for (const Answers& a : answers) out.y.push_back(a.encode(samples));
  return out;
}

std::int64_t batch_size_for(std::int64_t n) {
  if (n < 500) return std::min<std::int64_t>(16, n);
  return n < 5'000 ? 32 : n < 50'000 ? 128 : 256;
}

/// As many epochs as about 3,000 steps take: where there are too few examples to watch some of them, that is
/// what small networks need.
std::int64_t epochs_for(std::int64_t n, std::int64_t batch_size) {
  const std::int64_t steps = (n + batch_size - 1) / batch_size;
  return std::clamp<std::int64_t>(3'000 / steps, 20, most_epochs);
}

/// Networks on words know their training texts by heart after a few epochs, and go on getting worse.
std::int64_t patience_for(const Inputs& inputs, std::int64_t n) {
  const std::vector<Inputs::Input> all = inputs.outputs();
  const bool has_words = std::ranges::any_of(
      all, [](const Inputs::Input& i) { return i.output.kind == Encoder::Output::Kind::tokens; });
  if (has_words) return 4;
  return n < 5'000 ? 20 : 10;
}

/// n / (classes · examples of the class).
ClassWeights balanced_weights(const Array& y, std::int64_t classes) {
  std::vector<double> counts(static_cast<std::size_t>(classes), 0);
  for (const std::int32_t label : y.data<std::int32_t>()) ++counts[static_cast<std::size_t>(label)];
  ClassWeights weights;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] > 0)
      weights[static_cast<std::int64_t>(c)] =
          static_cast<double>(y.size()) / (static_cast<double>(classes) * counts[c]);
  }
  return weights;
}

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

}  // namespace

TaskTrainingResult train_task(const Samples& train, const Samples& validation, const LearningTask& task,
                              const TaskTrainingOptions& o) {
  check(o, task.targets);
  const auto begin = TimeBudget::Clock::now();
  Inputs inputs;
  inputs.fit(train, task.features, o.encoders);
  std::vector<Answers> answers(task.targets.size());
  for (std::size_t t = 0; t < answers.size(); ++t) answers[t].fit(train, task.targets[t]);
  const Encoded learned = encode(train, inputs, answers);
  const bool watches = validation.size() > 0;
  const Encoded watched = watches ? encode(validation, inputs, answers) : Encoded{};

  const std::int64_t n = train.size();
  const std::int64_t batch_size = std::min(o.batch_size > 0 ? o.batch_size : batch_size_for(n), n);
  const std::int64_t epochs = o.epochs > 0 ? o.epochs : watches ? most_epochs : epochs_for(n, batch_size);
  const auto patience = static_cast<int>(o.patience >= 0 ? o.patience : patience_for(inputs, n));

  std::vector<LossChoice> losses;
  std::vector<std::vector<MetricChoice>> metrics;
  for (const Answers& a : answers) {
    const bool classes = a.kind() == TargetKind::classes;
    losses.emplace_back(classes ? "sparse_categorical_crossentropy" : "mean_squared_error");
    metrics.push_back({MetricChoice(classes ? "accuracy" : "mean_absolute_error")});
  }

  std::vector<Model> members;
  std::vector<History> histories;
  for (int m = 0; m < o.members; ++m) {
    TaskNetworkOptions network = o.network;
    network.seed = o.network.seed + static_cast<std::uint64_t>(m);
    Model model = build_task_network(inputs, answers, network);
    model.compile(
        {.optimizer = Adam({.learning_rate = o.learning_rate}), .loss = losses, .metrics = metrics});
    FitOptions fit{.batch_size = batch_size,
                   .epochs = static_cast<int>(epochs),
                   .verbose = o.verbose,
                   .seed = network.seed,
                   .callbacks = o.callbacks};
    if (watches) {
      fit.validation_data = ValidationData(watched.x, watched.y);
      fit.callbacks.emplace_back(ReduceLROnPlateau({.factor = 0.3, .patience = std::max(2, patience / 3)}));
      fit.callbacks.emplace_back(EarlyStopping({.patience = patience, .restore_best_weights = true}));
    } else {
      fit.schedule = learning_rate_schedule("cooldown");
    }
    if (o.balanced) fit.class_weight = balanced_weights(learned.y[0], answers[0].width());
    if (o.time_budget > 0) {
      // Each member has its share of what is left.
      const std::chrono::duration<double> used = TimeBudget::Clock::now() - begin;
      const double share = std::max(0.0, o.time_budget - used.count()) / (o.members - m);
      fit.callbacks.emplace_back(TimeBudget(
          TimeBudget::Clock::now() +
          std::chrono::duration_cast<TimeBudget::Clock::duration>(std::chrono::duration<double>(share))));
    }
    histories.push_back(model.fit(learned.x, learned.y, fit));
    members.push_back(std::move(model));
    if (histories.back().interrupted) break;
  }
  return {TrainedTask(std::move(inputs), std::move(answers), average_of(members)), std::move(histories),
          batch_size, epochs};
}

}  // namespace saem
