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
  std::vector<std::int64_t> indices;
  std::vector<double> weight(static_cast<std::size_t>(test.size()), 0.0);
  const Array truth = p.kind == TargetKind::classes ? answers.encode(test) : answers.values(test);
  for (std::int64_t i = 0; i < test.size(); ++i) {
    const bool classes = p.kind == TargetKind::classes;
    if (classes && truth.at(i) == p.labels.at(i)) continue;
    weight[static_cast<std::size_t>(i)] =
        classes ? confidence_of(p, i) : std::abs(p.values.at(i) - truth.at(i));
    indices.push_back(i);
  }
  std::ranges::stable_sort(indices, std::ranges::greater(),
                           [&](std::int64_t i) { return weight[static_cast<std::size_t>(i)]; });
  return first_of(indices, most);
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
