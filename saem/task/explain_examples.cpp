#include "saem/task/explain_examples.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>

#include "saem/task/explain_exhibit.h"
#include "saem/task/explain_occlusion.h"

namespace saem {
namespace {

/// Probability of the predicted class.
double confidence_of(const Predictions& p, std::int64_t example) {
  return p.probabilities.at(example * static_cast<std::int64_t>(p.classes.size()) +
                            static_cast<std::int64_t>(p.labels.at(example)));
}

/// Of labels, each a yes or no: yes from this probability on.
constexpr double yes_from = 0.5;

/// What is said of one example's labels.
struct SaidLabels {
  std::string truth, predicted;  // "red, round"
  std::string doubtful;          // of the wrong ones, that of which it was surest; empty if all are right
  double confidence = 0;         // in it; if all are right, in the least sure
};

void add_name(std::string& list, const std::string& name) { list += (list.empty() ? "" : ", ") + name; }

SaidLabels said_labels(const Predictions& p, const Array& truth, std::int64_t row, std::int64_t example) {
  SaidLabels said;
  const auto width = static_cast<std::int64_t>(p.classes.size());
  double surest_wrong = -1, least_sure = 1;
  for (std::int64_t label = 0; label < width; ++label) {
    const std::string& name = p.classes[static_cast<std::size_t>(label)];
    const double probability = p.probabilities.at(example * width + label);
    const bool is = truth.at(row * width + label) != 0, says = probability >= yes_from;
    const double sure = says ? probability : 1 - probability;
    if (is) add_name(said.truth, name);
    if (says) add_name(said.predicted, name);
    least_sure = std::min(least_sure, sure);
    if (is != says && sure > surest_wrong) {
      surest_wrong = sure;
      said.doubtful = name;
    }
  }
  said.confidence = surest_wrong >= 0 ? surest_wrong : least_sure;
  return said;
}

std::string name_of_anomaly(bool unusual) { return unusual ? "unusual" : "normal"; }

/// How wrong each answer is, and how sure it was of that; negative for right ones. Empty if nobody knows what
/// is right.
std::vector<double> weights_of_mistakes(const Predictions& p, const Answers& answers, const Samples& test) {
  std::vector<double> weights;
  const std::int64_t n = test.size();
  if (p.kind == TargetKind::anomaly) {
    const std::vector<bool> unusual = answers.unusual(test);
    for (std::size_t i = 0; i < unusual.size(); ++i) {
      // How many times the score lies beyond the threshold: the same for both sides of it.
      const double score = p.values.at(static_cast<std::int64_t>(i)), least = 1e-300;
      const double times = std::log(std::max(score, least) / std::max(p.threshold, least));
      weights.push_back((score > p.threshold) != unusual[i] ? std::abs(times) : -1.0);
    }
    return weights;
  }
  const Array truth = p.kind == TargetKind::value ? answers.values(test) : answers.encode(test);
  for (std::int64_t i = 0; i < n; ++i) {
    if (p.kind == TargetKind::labels) {
      const SaidLabels said = said_labels(p, truth, i, i);
      weights.push_back(said.doubtful.empty() ? -1.0 : said.confidence);
    } else if (p.kind == TargetKind::classes) {
      weights.push_back(truth.at(i) == p.labels.at(i) ? -1.0 : confidence_of(p, i));
    } else {
      weights.push_back(std::abs(p.values.at(i) - truth.at(i)));
    }
  }
  return weights;
}

std::vector<std::int64_t> first_of(std::vector<std::int64_t> indices, std::size_t most) {
  if (indices.size() > most) indices.resize(most);
  return indices;
}

GalleryItem item_of(const Predictions& p, const Answers& answers, const Samples& one, std::int64_t example) {
  GalleryItem item;
  if (!one.places.empty()) item.place = one.places.front();
  if (p.kind == TargetKind::classes) {
    item.truth = p.classes[static_cast<std::size_t>(answers.encode(one).at(0))];
    item.predicted = p.classes[static_cast<std::size_t>(p.labels.at(example))];
    item.confidence = confidence_of(p, example);
  } else if (p.kind == TargetKind::labels) {
    const SaidLabels said = said_labels(p, answers.encode(one), 0, example);
    item.truth = said.truth;
    item.predicted = said.predicted;
    item.about = said.doubtful;
    item.confidence = said.confidence;
  } else if (p.kind == TargetKind::anomaly) {
    const std::vector<bool> unusual = answers.unusual(one);
    item.truth = unusual.empty() ? "" : name_of_anomaly(unusual.front());
    item.score = p.values.at(example);
    item.threshold = p.threshold;
    item.predicted = name_of_anomaly(*item.score > p.threshold);
  } else {
    const double truth = answers.values(one).at(0), predicted = p.values.at(example);
    item.truth = fmt::format("{:.6g}", truth);
    item.predicted = fmt::format("{:.6g}", predicted);
    item.error = predicted - truth;
  }
  return item;
}

}  // namespace

std::vector<std::int64_t> surest_mistakes(const Predictions& p, const Answers& answers, const Samples& test,
                                          std::size_t most) {
  const std::vector<double> weights = weights_of_mistakes(p, answers, test);
  std::vector<std::int64_t> indices;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] >= 0) indices.push_back(static_cast<std::int64_t>(i));
  }
  std::ranges::stable_sort(indices, std::ranges::greater(),
                           [&](std::int64_t i) { return weights[static_cast<std::size_t>(i)]; });
  return first_of(indices, most);
}

std::vector<std::int64_t> most_unusual(const Predictions& p, std::size_t most) {
  if (p.kind != TargetKind::anomaly) return {};
  std::vector<std::int64_t> order(static_cast<std::size_t>(p.values.size()));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::int64_t i) { return p.values.at(i); });
  return first_of(order, most);
}

std::vector<std::int64_t> surest_right(const Predictions& p, const Answers& answers, const Samples& test,
                                       std::size_t most) {
  if (p.kind != TargetKind::classes) return {};
  const Array truth = answers.encode(test);
  std::vector<std::int64_t> order(static_cast<std::size_t>(test.size()));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::erase_if(order, [&](std::int64_t i) { return truth.at(i) != p.labels.at(i); });
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::int64_t i) { return confidence_of(p, i); });
  // The first of each class, then the second of each, ….
  std::map<std::int64_t, std::int64_t> seen;
  std::vector<std::pair<std::int64_t, std::int64_t>> turns;
  for (const std::int64_t i : order) turns.emplace_back(seen[static_cast<std::int64_t>(p.labels.at(i))]++, i);
  std::ranges::stable_sort(turns, {}, [](const auto& t) { return t.first; });
  std::vector<std::int64_t> indices;
  for (const auto& [turn, i] : turns) indices.push_back(i);
  return first_of(indices, most);
}

std::vector<GalleryItem> gallery_of(TrainedTask& trained, std::size_t target, const Predictions& predictions,
                                    const Samples& test, const std::vector<std::int64_t>& indices,
                                    const GalleryOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  const Answers& answers = trained.answers()[target];
  std::vector<GalleryItem> items;
  for (const std::int64_t i : indices) {
    const Samples one = test.take(std::vector<std::int64_t>{i});
    GalleryItem item = item_of(predictions, answers, one, i);
    auto exhibits = detail::exhibits_of(trained.inputs(), one, 0, options.columns_first);
    const bool in_time =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() < options.seconds;
    const bool has_parts = std::ranges::any_of(exhibits, [](const auto& e) { return e.column >= 0; });
    std::vector<Array> inputs;
    if (in_time && has_parts) inputs = trained.inputs().encode(one);
    for (detail::ColumnExhibit& e : exhibits) {
      if (!inputs.empty() && e.column >= 0) {
        const auto column = static_cast<std::size_t>(e.column);
        e.exhibit.occlusion = occlusion_map(trained, target, inputs, column);
        if (!e.exhibit.text.empty())
          e.exhibit.words = word_drops(trained, target, inputs, column, e.exhibit.text);
      }
      item.exhibits.push_back(std::move(e.exhibit));
    }
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace saem
