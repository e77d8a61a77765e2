#pragma once

#include <concepts>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "saem/train/metric.h"
#include "saem/train/per_name.h"

namespace saem {

/// The metrics of a model:
/// - a list, {"accuracy", "mse"}: all of the only output, or, as in Keras, one for each of several outputs;
/// - a list of lists, {{"accuracy"}, {"mse", "mae"}}: those of each output, in order;
/// - lists by output name, {{"digit", {"accuracy"}}, {"size", {"mse", "mae"}}}.
class MetricChoices {
 public:
  using List = std::vector<MetricChoice>;

  MetricChoices() = default;
  template <std::convertible_to<MetricChoice> M>
  MetricChoices(const M& one) : MetricChoices(List{MetricChoice(one)}) {}              // NOLINT: implicit
  MetricChoices(std::initializer_list<MetricChoice> flat) : flat_(flat) {}             // NOLINT
  MetricChoices(List flat) : flat_(std::move(flat)) {}                                 // NOLINT
  MetricChoices(std::vector<List> of_outputs) : of_outputs_(std::move(of_outputs)) {}  // NOLINT
  MetricChoices(const std::map<std::string, List>& by_name) : of_outputs_(by_name) {}  // NOLINT
  MetricChoices(std::initializer_list<std::pair<std::string, List>> by_name)
      : of_outputs_(by_name) {}  // NOLINT
  // A template, so that where braces can mean both the other two come first.
  template <class = void>
  MetricChoices(std::initializer_list<List> of_outputs) : of_outputs_(of_outputs) {}  // NOLINT

  /// Those of each output. Throws as PerName::in_order does.
  [[nodiscard]] std::vector<List> in_order(const NamedPlaces& outputs) const {
    if (of_outputs_.given() || flat_.empty()) return of_outputs_.in_order(outputs);
    if (outputs.names.size() == 1) return {flat_};
    if (flat_.size() != outputs.names.size()) detail::reject_count(outputs, flat_.size());
    std::vector<List> one_each;
    for (const MetricChoice& choice : flat_) one_each.push_back({choice});
    return one_each;
  }

 private:
  List flat_;
  PerName<List> of_outputs_;
};

}  // namespace saem
