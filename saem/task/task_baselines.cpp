#include <algorithm>
#include <limits>
#include <numeric>

#include "saem/core/random.h"
#include "saem/ops/ops.h"
#include "saem/report/threshold_curves.h"
#include "saem/task/task_score.h"
#include "saem/task/task_source.h"
#include "saem/task/task_training.h"

namespace saem {
namespace {

constexpr std::int64_t most_neighbours = 20'000;
constexpr std::int64_t most_features = 10'000;
constexpr std::int64_t most_examples_of_linear = 50'000;
/// Of encoded examples: large pictures must not cost more memory than the network that they are compared
/// with.
constexpr std::size_t most_bytes = std::size_t{1} << 27;
constexpr std::size_t most_bytes_of_step = std::size_t{1} << 23;
constexpr std::size_t most_bytes_read = std::size_t{1} << 32;

/// Of `rows_of_numbers`; 0 for words, and for more than are compared.
std::int64_t width_of_rows(const Inputs& inputs) {
  std::int64_t width = 0;
  for (const Inputs::Input& input : inputs.outputs()) {
    const Encoder::Output& o = input.output;
    if (o.kind == Encoder::Output::Kind::tokens) return 0;
    width += o.kind == Encoder::Output::Kind::category ? o.vocabulary : o.shape.count();
  }
  return width > most_features ? 0 : width;
}

/// How many rows of numbers take `most_bytes`, but not more than are wanted.
std::int64_t room_for_rows(const Inputs& inputs, std::int64_t wanted) {
  const auto row_bytes = static_cast<std::int64_t>(sizeof(float)) * width_of_rows(inputs);
  return std::min(wanted, static_cast<std::int64_t>(most_bytes) / row_bytes);
}

/// All inputs as rows of numbers: categories as rows of 0 and 1.
Array rows_of_numbers(const Inputs& inputs, const Samples& samples) {
  const std::vector<Array> arrays = inputs.encode(samples);
  std::vector<Tensor> blocks;
  const std::vector<Inputs::Input> outputs = inputs.outputs();
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const Encoder::Output& o = outputs[i].output;
    const std::int64_t n = arrays[i].shape()[0];
    if (o.kind == Encoder::Output::Kind::category) {
      blocks.push_back(one_hot(Tensor(arrays[i]), o.vocabulary));
    } else {
      const Tensor numbers(arrays[i].astype(DType::f32).reshape({n, o.shape.count()}));
      blocks.push_back(o.scale == 1 ? numbers : numbers * o.scale);
    }
  }
  return concat(blocks, 1).value();
}

/// The examples as rows of numbers, a part after the other.
template <class Use>
void for_each_part(const Inputs& inputs, const Samples& samples, std::int64_t at_once, const Use& use) {
  for (std::int64_t first = 0; first < samples.size(); first += at_once) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(std::min(at_once, samples.size() - first)));
    std::iota(rows.begin(), rows.end(), first);
    use(rows_of_numbers(inputs, samples.take(rows)));
  }
}

/// For each of `queries` the number of the nearest row of `points`.
std::vector<std::int64_t> nearest(const Array& points, const Inputs& inputs, const Samples& queries) {
  std::vector<std::int64_t> found;
  const Tensor p(points);
  const Tensor lengths = sum(square(p), {1});
  for_each_part(inputs, queries, 256, [&](const Array& part) {
    const Array best = argmin(lengths - 2 * matmul(Tensor(part), transpose(p)), 1).value();
    for (std::int64_t i = 0; i < best.size(); ++i) found.push_back(static_cast<std::int64_t>(best.at(i)));
  });
  return found;
}

double score_of_values(const Answers& answers, const Samples& test, const std::vector<double>& predicted) {
  return make_value_results(answers.values(test), Array::of(predicted)).r2;
}

double share_right(const Array& labels, const std::vector<std::int32_t>& guesses) {
  const std::span<const std::int32_t> truth = labels.data<std::int32_t>();
  std::int64_t right = 0;
  for (std::size_t i = 0; i < guesses.size(); ++i) right += truth[i] == guesses[i];
  return static_cast<double>(right) / static_cast<double>(guesses.size());
}

TaskBaseline constant_baseline(const Answers& a, const Samples& train, const Samples& test) {
  const auto n = static_cast<std::size_t>(test.size());
  if (a.kind() == TargetKind::value) {
    const Array values = a.values(train);
    const double sum = std::accumulate(values.data<double>().begin(), values.data<double>().end(), 0.0);
    return {"mean",
            score_of_values(a, test, std::vector<double>(n, sum / static_cast<double>(values.size())))};
  }
  if (a.kind() == TargetKind::labels) {  // each as in most of the examples
    Array probabilities({test.size(), a.width()});
    const Tensor shares = mean(Tensor(a.encode(train)), {0});
    for (std::int64_t i = 0; i < probabilities.size(); ++i)
      probabilities.mutable_data<float>()[static_cast<std::size_t>(i)] =
          static_cast<float>(shares.value().at(i % a.width()));
    return {
        "majority",
        make_label_results(a.encode(test).astype(DType::i32), probabilities, a.classes()).micro_avg.f1_score};
  }
  std::vector<std::int64_t> counts(a.classes().size(), 0);
  const Array labels = a.encode(train);
  for (const std::int32_t label : labels.data<std::int32_t>()) ++counts[static_cast<std::size_t>(label)];
  const auto most = static_cast<std::int32_t>(std::ranges::max_element(counts) - counts.begin());
  return {"majority", share_right(a.encode(test), std::vector<std::int32_t>(n, most))};
}

TaskBaseline linear_baseline(const TrainedTask& trained, std::size_t target, const Samples& train,
                             const Samples& test, std::uint64_t seed) {
  const Answers& a = trained.answers()[target];
  const std::int64_t room = std::min(most_examples_of_linear, trained.inputs().examples_of(most_bytes));
  std::vector<std::int64_t> rows(static_cast<std::size_t>(train.size()));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  if (train.size() > room) {
    rows = Generator(seed, 0xBA5E).permutation(train.size());
    rows.resize(static_cast<std::size_t>(room));
  }
  const Samples some = train.take(rows);
  Model model = build_task_network(trained.inputs(), {a}, {.network = "linear", .seed = seed});
  const char* loss = a.kind() == TargetKind::classes  ? "sparse_categorical_crossentropy"
                     : a.kind() == TargetKind::labels ? "binary_crossentropy"
                                                      : "mean_squared_error";
  model.compile({.optimizer = Adam({.learning_rate = 0.01}), .loss = loss});
  const std::int64_t batch_size =
      std::min({std::int64_t{64}, some.size(), trained.inputs().examples_of(most_bytes_of_step)});
  const std::int64_t steps = (some.size() + batch_size - 1) / batch_size;
  // 4,000 steps, or 4 GB of examples: no longer than the network itself takes.
  const std::int64_t in_time = trained.inputs().examples_of(most_bytes_read) / some.size();
  const auto epochs = static_cast<int>(std::clamp<std::int64_t>(std::min(4'000 / steps, in_time), 5, 200));
  const FitOptions fit{.batch_size = batch_size,
                       .epochs = epochs,
                       .verbose = 0,
                       .schedule = learning_rate_schedule("linear"),
                       .seed = seed,
                       .check_memory = false};  // less than the network itself has taken
  // Pictures become numbers a batch at a time.
  const TaskSource source(some, trained.inputs(), {a});
  const std::optional<Examples> arrays = source.arrays();
  arrays ? model.fit(*arrays, fit) : model.fit(source, fit);
  TrainedTask linear(trained.inputs(), {a}, model);
  return {"linear", score_target(linear.predict(test)[0], a, test).main()};
}

std::optional<TaskBaseline> neighbour_baseline(const TrainedTask& trained, std::size_t target,
                                               const Samples& train, const Samples& test,
                                               std::uint64_t seed) {
  const Answers& a = trained.answers()[target];
  if (width_of_rows(trained.inputs()) == 0) return {};
  const std::int64_t room = room_for_rows(trained.inputs(), most_neighbours);
  std::vector<std::int64_t> rows = Generator(seed, 0xBA5E).permutation(train.size());
  if (train.size() > room) rows.resize(static_cast<std::size_t>(room));
  const Samples some = train.take(rows);
  const Array points = rows_of_numbers(trained.inputs(), some);
  const std::vector<std::int64_t> found = nearest(points, trained.inputs(), test);
  if (a.kind() == TargetKind::value) {
    const Array values = a.values(some);
    std::vector<double> predicted;
    for (const std::int64_t i : found) predicted.push_back(values.at(i));
    return TaskBaseline{"nearest neighbour", score_of_values(a, test, predicted)};
  }
  const Array labels = a.encode(some);
  std::vector<std::int32_t> guesses;
  for (const std::int64_t i : found)
    guesses.push_back(labels.data<std::int32_t>()[static_cast<std::size_t>(i)]);
  return TaskBaseline{"nearest neighbour", share_right(a.encode(test), guesses)};
}

/// How far from the mean of the usual examples, in deviations of each number.
std::vector<TaskBaseline> anomaly_baseline(const TrainedTask& trained, const Samples& train,
                                           const Samples& test) {
  const Answers& a = trained.answers()[0];
  const std::vector<bool> truth = a.unusual(test);
  if (truth.empty() || width_of_rows(trained.inputs()) == 0) return {};
  const std::int64_t room = room_for_rows(trained.inputs(), most_neighbours);
  const std::vector<bool> is_unusual = a.unusual(train);
  std::vector<std::int64_t> usual;
  for (std::size_t i = 0; i < is_unusual.size() && std::ssize(usual) < room; ++i) {
    if (!is_unusual[i]) usual.push_back(static_cast<std::int64_t>(i));
  }
  if (usual.empty()) return {};
  const Tensor rows(rows_of_numbers(trained.inputs(), train.take(usual)));
  const Tensor middle = mean(rows, {0}, {.keepdims = true});
  const Tensor spread = mean(square(rows - middle), {0}, {.keepdims = true}) + 1e-6;
  std::vector<double> scores;
  for_each_part(trained.inputs(), test, 4096, [&](const Array& asked) {
    const Array far = mean(square(Tensor(asked) - middle) / spread, {1}).value();
    for (std::int64_t i = 0; i < far.size(); ++i) scores.push_back(far.at(i));
  });
  return {{"distance from the mean", threshold_curve(scores, truth).roc_area()}};
}

}  // namespace

std::vector<TaskBaseline> task_baselines(const TrainedTask& trained, std::size_t target,
                                         const Samples& all_train, const Samples& all_test,
                                         std::uint64_t seed) {
  const Answers& a = trained.answers()[target];
  if (a.kind() == TargetKind::anomaly) return anomaly_baseline(trained, all_train, all_test);
  const Samples train = all_train.take(answered(a, all_train)), test = all_test.take(answered(a, all_test));
  std::vector<TaskBaseline> all{constant_baseline(a, train, test)};
  all.push_back(linear_baseline(trained, target, train, test, seed));
  if (a.kind() == TargetKind::labels) return all;
  if (const auto neighbour = neighbour_baseline(trained, target, train, test, seed))
    all.push_back(*neighbour);
  return all;
}

}  // namespace saem
