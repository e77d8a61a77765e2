#include "saem/task/training_choices.h"

#include <algorithm>

#include "saem/core/error.h"

namespace saem::detail {

namespace {

/// Of pictures and recordings in a batch: with 32 filters of float32 each point takes some kilobytes in a
/// step, so that a step takes about a gigabyte at most.
constexpr std::int64_t most_points = std::int64_t{1} << 18;

std::int64_t points_of_example(const Inputs& inputs) {
  std::int64_t most = 1;
  for (const Inputs::Input& input : inputs.outputs()) {
    const Shape& shape = input.output.shape;
    if (input.output.kind == Encoder::Output::Kind::picture) most = std::max(most, shape[0] * shape[1]);
    if (input.output.kind == Encoder::Output::Kind::series) most = std::max(most, shape[0]);
  }
  return most;
}

}  // namespace

std::int64_t batch_size_for(const Inputs& inputs, std::int64_t n) {
  if (n < 500) return std::min<std::int64_t>(16, n);
  const std::int64_t usual = n < 5'000 ? 32 : n < 50'000 ? 128 : 256;
  return std::clamp<std::int64_t>(most_points / points_of_example(inputs), std::min<std::int64_t>(8, n),
                                  usual);
}

std::int64_t epochs_for(std::int64_t n, std::int64_t batch_size) {
  const std::int64_t steps = (n + batch_size - 1) / batch_size;
  return std::clamp<std::int64_t>(3'000 / steps, 20, most_epochs);
}

std::int64_t patience_for(const Inputs& inputs, std::int64_t n) {
  const std::vector<Inputs::Input> all = inputs.outputs();
  const bool has_words = std::ranges::any_of(
      all, [](const Inputs::Input& i) { return i.output.kind == Encoder::Output::Kind::tokens; });
  if (has_words) return 4;
  return n < 5'000 ? 20 : 10;
}

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

Samples to_learn_from(const Samples& samples, const std::vector<Answers>& answers) {
  if (samples.size() == 0) return samples;
  std::vector<bool> wanted(static_cast<std::size_t>(samples.size()), false);
  for (const Answers& a : answers) {
    std::vector<bool> here = a.known(samples);
    if (const std::vector<bool> unusual = a.unusual(samples); !unusual.empty()) {
      here = unusual;
      here.flip();
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = wanted[i] || here[i];
  }
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i]) rows.push_back(static_cast<std::int64_t>(i));
  }
  if (rows.empty()) {
    fail<ValueError>({samples.name, "no example of the training part has an answer", "",
                      "Name the column with the answers with --target."});
  }
  return rows.size() == wanted.size() ? samples : samples.take(rows);
}

}  // namespace saem::detail
