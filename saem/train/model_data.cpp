#include "saem/train/model_data.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/train/data_checks.h"

namespace saem {
namespace {

bool is_there(const Array& a) { return a.size() > 0; }

/// "validation y", or "validation y 'digit'" where there are several.
std::string name_of(const std::string& prefix, const char* what, std::span<const std::string> names,
                    std::size_t i) {
  return names.size() == 1 ? prefix + what : fmt::format("{}{} '{}'", prefix, what, names[i]);
}

std::vector<std::string> output_names_of(const Objective& objective) {
  std::vector<std::string> names;
  for (const OutputObjective& output : objective.outputs) names.push_back(output.name);
  return names;
}

/// Labels for an output of whose predictions nothing is measured are of no use: they are left out.
std::vector<Array> match_labels(const DataUse& use, const Arrays& y, const NamedPlaces& outputs) {
  std::vector<Array> labels = y.in_order(outputs);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const OutputObjective& output = use.objective.outputs[i];
    if (!output.needs_labels()) {
      labels[i] = Array();
      continue;
    }
    if (is_there(labels[i]) || labels.size() == 1) continue;
    fail<ShapeError>(
        {std::string(use.place),
         fmt::format("{} has no rows, but the output has {}", name_of(use.prefix, "y", outputs.names, i),
                     output.loss ? fmt::format("the loss '{}'", output.loss->name()) : "metrics"),
         {},
         fmt::format("Give labels for '{}', or compile the model without a loss and metrics for it.",
                     output.name)});
  }
  return labels;
}

std::vector<Array> match_weights(const DataUse& use, const Arrays& own, const Arrays& other,
                                 NamedPlaces outputs) {
  if (own.given() && other.given()) {
    const auto is_real = [](const Arrays& a) { return std::ranges::any_of(a.values(), is_there); };
    if (is_real(own) && is_real(other)) {
      fail<ValueError>({std::string(use.place),
                        "received sample_weight both in the data and in the options",
                        {},
                        "Give one of them."});
    }
  }
  outputs.what = use.prefix + "sample_weight";
  outputs.one_for_all = true;
  const bool has_other = std::ranges::any_of(other.values(), is_there);
  std::vector<Array> weights = (has_other ? other : own).in_order(outputs);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!use.objective.outputs[i].needs_labels()) weights[i] = Array();
    weights[i] = is_there(weights[i]) ? weights[i].astype(DType::f32) : Array();
  }
  if (std::ranges::none_of(weights, is_there)) weights.clear();
  return weights;
}

void check_numbers(const DataUse& use, std::span<const Array> arrays, const char* what,
                   std::span<const std::string> names) {
  for (std::size_t i = 0; i < arrays.size(); ++i)
    check_finite(arrays[i], use.place, name_of(use.prefix, what, names, i));
}

void check_metrics(const DataUse& use, const ModelData& data, std::span<const std::string> names) {
  for (const WatchedMetric& watched : use.objective.metrics) {
    if (!watched.metric) continue;
    watched.metric->check_labels(data.y[watched.output], use.model.output_shapes()[watched.output],
                                 name_of(use.prefix, "y", names, watched.output));
  }
}

}  // namespace

ModelData ModelData::slice(std::int64_t first, std::int64_t last) const {
  const auto cut = [=](const std::vector<Array>& all) {
    std::vector<Array> parts;
    for (const Array& a : all) parts.push_back(is_there(a) ? a.rows(first, last) : a);
    return parts;
  };
  return {cut(x), cut(y), cut(sample_weight)};
}

std::vector<Array> ModelData::arrays() const {
  std::vector<Array> all = x;
  all.insert(all.end(), y.begin(), y.end());
  all.insert(all.end(), sample_weight.begin(), sample_weight.end());
  return all;
}

std::vector<Array> match_inputs(const Model& model, const Arrays& x, std::string_view place,
                                const std::string& prefix) {
  const std::vector<std::string> names = model.input_names();
  const std::vector<Shape> shapes = model.input_shapes();
  const std::vector<DType> dtypes = model.input_dtypes();
  const std::vector<Array> given =
      x.in_order({.place = place, .what = prefix + "x", .kind = "input", .names = names, .all_needed = true});
  std::vector<Array> arrays;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string what = name_of(prefix, "x", names, i);
    check_input(given[i], shapes[i], place, what);
    if (i > 0)
      check_rows(given[0], given[i], place, name_of(prefix, "x", names, 0), what,
                 "Give all inputs the same examples, row by row.");
    arrays.push_back(given[i].astype(dtypes[i]));
  }
  return arrays;
}

ModelData match_data(const DataUse& use, const Examples& examples, const Arrays& sample_weight) {
  if (!use.objective.has_loss()) {
    fail<ValueError>({std::string(use.place),
                      "the model was compiled without a loss",
                      {},
                      "Call model.compile({.loss = …}), for example \"sparse_categorical_crossentropy\"."});
  }
  const std::vector<std::string> inputs = use.model.input_names();
  const std::vector<std::string> names = output_names_of(use.objective);
  const NamedPlaces outputs{.place = use.place, .what = use.prefix + "y", .kind = "output", .names = names};
  ModelData data{.x = match_inputs(use.model, examples.x, use.place, use.prefix),
                 .y = match_labels(use, examples.y, outputs),
                 .sample_weight = match_weights(use, examples.sample_weight, sample_weight, outputs)};
  const std::string first = name_of(use.prefix, "x", inputs, 0);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!use.objective.outputs[i].needs_labels()) continue;
    const std::string what = name_of(use.prefix, "y", names, i);
    check_rows(data.x[0], data.y[i], use.place, first, what);
    if (const auto& loss = use.objective.outputs[i].loss)
      loss->check_labels(data.y[i], use.model.output_shapes()[i], what);
  }
  check_numbers(use, data.x, "x", inputs);
  check_numbers(use, data.y, "y", names);
  for (std::size_t i = 0; i < data.sample_weight.size(); ++i) {
    if (is_there(data.sample_weight[i]))
      check_sample_weight(data.sample_weight[i], data.rows(), use.place, first,
                          name_of(use.prefix, "sample_weight", names, i));
  }
  check_metrics(use, data, names);
  return data;
}

void apply_class_weight(ModelData& data, const ClassWeights& weights, std::string_view place) {
  if (weights.empty()) return;
  if (data.y.size() > 1) {
    fail<ValueError>(
        {std::string(place),
         fmt::format("class_weight is for models with one output, this one has {}", data.y.size()),
         {},
         "Give sample_weight by output name: weights_by_class(y, weights) makes it of class weights."});
  }
  if (!data.sample_weight.empty()) {
    fail<ValueError>(
        {std::string(place),
         "received both class_weight and sample_weight",
         {},
         "Give one of them; multiply the sample weights by those of the classes if both matter."});
  }
  data.sample_weight = {weights_by_class(data.y[0], weights, place)};
}

}  // namespace saem
