#include "saem/task/explain_importance.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <numeric>

#include "saem/core/random.h"
#include "saem/data/tables/text_counts.h"
#include "saem/task/task_score.h"

namespace saem {
namespace {

constexpr std::uint64_t importance_stream = 0x1339;
constexpr std::int64_t rows_of_batch = 256;
constexpr double longest_first_round = 30;  // seconds
constexpr std::size_t most_bytes_shuffled = std::size_t{1} << 26;

/// Where the numbers of a column lie: items [first, first + width) of each row of an input.
struct InputPart {
  std::size_t input = 0;
  std::int64_t first = 0, width = 0;
};

/// Of each column, in the order of Inputs::columns: see Inputs::encode.
std::vector<InputPart> parts_of_inputs(const Inputs& inputs) {
  using Kind = Encoder::Output::Kind;
  const auto gives_numbers = [](const Inputs::Column& c) {
    return c.encoder->output().kind == Kind::numbers;
  };
  std::size_t next = std::ranges::any_of(inputs.columns(), gives_numbers) ? 1 : 0;
  std::int64_t offset = 0;
  std::vector<InputPart> parts;
  for (const Inputs::Column& c : inputs.columns()) {
    const std::int64_t width = c.encoder->output().shape.count();
    if (gives_numbers(c)) {
      parts.push_back({0, offset, width});
      offset += width;
    } else {
      parts.push_back({next++, 0, width});
    }
  }
  return parts;
}

/// The array with the column's items of row order[i] in row i.
Array with_shuffled(const Array& input, const InputPart& part, const std::vector<std::int64_t>& order) {
  const std::int64_t rows = input.shape()[0];
  const std::size_t item = item_size(input.dtype());
  const auto row_bytes = input.byte_size() / static_cast<std::size_t>(std::max<std::int64_t>(rows, 1));
  Array out = input;
  std::byte* to = out.mutable_bytes();
  const std::byte* from = input.bytes();
  const std::size_t first = static_cast<std::size_t>(part.first) * item,
                    width = static_cast<std::size_t>(part.width) * item;
  for (std::size_t row = 0; row < order.size(); ++row)
    std::memcpy(to + row * row_bytes + first, from + static_cast<std::size_t>(order[row]) * row_bytes + first,
                width);
  return out;
}

/// The answers as columns of numbers: a value, or the probabilities of the first few classes.
std::vector<std::vector<double>> answers_as_numbers(const Predictions& p) {
  constexpr std::int64_t most_classes = 16;
  const Array& all = p.probabilities.size() > 0 ? p.probabilities : p.values;
  const std::int64_t n = all.shape()[0], width = all.shape().rank() > 1 ? all.shape()[1] : 1;
  std::vector<std::vector<double>> numbers;
  for (std::int64_t c = 0; c < std::min(width, most_classes); ++c) {
    std::vector<double>& column = numbers.emplace_back();
    for (std::int64_t row = 0; row < n; ++row) column.push_back(all.at(row * width + c));
  }
  return numbers;
}

/// The largest correlation, without its sign, of a column's numbers with one of the answers.
double correlation_of(const Array& input, const InputPart& part,
                      const std::vector<std::vector<double>>& answers) {
  if (input.dtype() != DType::f32 || input.shape().rank() != 2) return 1;
  const std::int64_t width = input.shape()[1];
  const float* numbers = input.data<float>().data();
  double most = 0;
  for (std::int64_t item = part.first; item < part.first + part.width; ++item) {
    std::vector<double> column;
    for (std::int64_t row = 0; row < input.shape()[0]; ++row)
      column.push_back(static_cast<double>(numbers[row * width + item]));
    for (const std::vector<double>& answer : answers)
      most = std::max(most, std::abs(detail::correlation(column, answer)));
  }
  return most;
}

/// So many of the columns, the one that goes most along with the answers first.
std::vector<std::size_t> most_correlated(const std::vector<Array>& inputs,
                                         const std::vector<InputPart>& parts, const Predictions& predictions,
                                         std::size_t most) {
  const std::vector<std::vector<double>> answers = answers_as_numbers(predictions);
  std::vector<double> correlations;
  for (const InputPart& part : parts)
    correlations.push_back(correlation_of(inputs[part.input], part, answers));
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t c) { return correlations[c]; });
  order.resize(most);
  return order;
}

}  // namespace

ColumnImportance permutation_importance(TrainedTask& trained, std::size_t target, const Samples& test,
                                        const ImportanceOptions& options) {
  const std::vector<Inputs::Column>& columns = trained.inputs().columns();
  ColumnImportance result;
  if (columns.size() < 2 || test.size() < 2) return result;
  const auto begin = std::chrono::steady_clock::now();
  const auto spent = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };

  const auto width = static_cast<std::int64_t>(std::min(columns.size(), options.most_columns));
  const std::int64_t room = std::min(std::max<std::int64_t>(options.most_predictions / width, 64),
                                     trained.inputs().examples_of(most_bytes_shuffled));
  std::vector<std::int64_t> rows = Generator(options.seed, importance_stream).permutation(test.size());
  rows.resize(static_cast<std::size_t>(std::min({test.size(), options.most_examples, room})));
  std::ranges::sort(rows);
  const Samples some = test.take(rows);
  const Answers& answers = trained.answers()[target];
  const std::vector<Array> inputs = trained.inputs().encode(some);
  const std::vector<InputPart> parts = parts_of_inputs(trained.inputs());
  const auto score = [&](const std::vector<Array>& x) {
    return score_target(trained.predict_encoded(x, rows_of_batch)[target], answers, some).main();
  };

  const double whole = score(inputs);
  std::vector<std::size_t> measured(columns.size());
  std::iota(measured.begin(), measured.end(), std::size_t{0});
  if (columns.size() > options.most_columns) {
    const Predictions plain = trained.predict_encoded(inputs, rows_of_batch)[target];
    measured = most_correlated(inputs, parts, plain, options.most_columns);
  }
  Generator random(options.seed, importance_stream + 1);
  std::vector<std::vector<double>> drops(columns.size());
  for (int round = 0; round < options.permutations && (round == 0 || spent() < options.seconds); ++round) {
    for (const std::size_t c : measured) {
      if (round == 0 && spent() > longest_first_round) break;
      std::vector<Array> shuffled = inputs;
      shuffled[parts[c].input] =
          with_shuffled(inputs[parts[c].input], parts[c], random.permutation(some.size()));
      drops[c].push_back(whole - score(shuffled));
    }
    result.permutations = round + 1;
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto n = static_cast<double>(drops[c].size());
    if (n == 0) continue;
    const double mean = std::accumulate(drops[c].begin(), drops[c].end(), 0.0) / n;
    double squares = 0;
    for (const double d : drops[c]) squares += (d - mean) * (d - mean);
    result.columns.push_back({columns[c].name, mean, n > 1 ? std::sqrt(squares / (n - 1)) : 0.0});
  }
  result.left_out = static_cast<std::int64_t>(columns.size() - result.columns.size());
  result.examples = some.size();
  return result;
}

}  // namespace saem
