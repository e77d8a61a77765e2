#include "saem/task/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/report/text.h"
#include "saem/task/encoder_support.h"
#include "saem/task/moments.h"

namespace saem {
namespace {

using Indices = std::vector<std::int64_t>;
constexpr std::uint64_t split_stream = 0x5C117;

/// The examples in an order such that any cut of it divides them well, and where it may be cut: only between
/// units, none of which is divided.
struct Order {
  std::vector<Indices> units;
  std::string how;
  bool by_class = false;
};

Indices all_of(std::int64_t n) {
  Indices all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

/// A column of that name comes first.
bool is_group_name(const Samples& samples, const std::string& name) {
  return samples.find(name) < 0 && !samples.groups.empty() && name == samples.group_name;
}

std::vector<std::string> groups_of(const Samples& samples, const SplitOptions& options) {
  if (options.blocks > 0) {
    std::vector<std::string> blocks;
    for (std::int64_t i = 0; i < samples.size(); ++i)
      blocks.push_back(fmt::format("{:09}", i * options.blocks / samples.size()));
    return blocks;
  }
  if (options.group.empty() || is_group_name(samples, options.group)) return samples.groups;
  return detail::texts_of(samples, samples.column(options.group)).to_strings();
}

Order by_time(const Samples& samples, Indices examples, const std::string& column) {
  const TextColumn& texts = detail::texts_of(samples, samples.column(column));
  const detail::Moments all(texts);
  std::map<std::int64_t, double> moments;
  for (const std::int64_t i : examples) {
    const std::optional<double> moment = all.at(i);
    if (!moment) {
      fail<ValueError>({detail::place_of(samples, i, column),
                        fmt::format("expected a time, received '{}'", texts[i]), "",
                        "A column that examples are divided by needs numbers or dates in every row."});
    }
    moments[i] = *moment;
  }
  std::ranges::stable_sort(examples, {}, [&](std::int64_t i) { return moments[i]; });
  Order order{.units = {}, .how = fmt::format("by time: the later ones of '{}' are measured with", column)};
  for (const std::int64_t i : examples) {  // what happened at the same time stays together
    if (order.units.empty() || moments[order.units.back().back()] != moments[i]) order.units.emplace_back();
    order.units.back().push_back(i);
  }
  return order;
}

Order by_group(const std::vector<std::string>& groups, const std::string& name, const Indices& examples,
               Generator& random, const SplitOptions& o) {
  std::map<std::string, Indices> members;
  for (const std::int64_t i : examples) members[groups[static_cast<std::size_t>(i)]].push_back(i);
  std::vector<Indices> units;
  for (auto& [group, indices] : members) units.push_back(std::move(indices));
  Order order{.units = {},
              .how = o.blocks > 0   ? fmt::format("at random by blocks, {} of rows in their order", o.blocks)
                     : name.empty() ? "at random, the pieces of a recording together"
                                    : fmt::format("at random, the examples of each '{}' together", name)};
  for (const std::int64_t i : random.permutation(static_cast<std::int64_t>(units.size())))
    order.units.push_back(std::move(units[static_cast<std::size_t>(i)]));
  return order;
}

/// Examples of each class at even distances, so that any cut has about their shares.
Order by_class(const Samples& samples, const Indices& examples, const std::string& column,
               Generator& random) {
  const TextColumn& texts = detail::texts_of(samples, samples.column(column));
  std::map<std::string_view, Indices> classes;
  for (const std::int64_t i : random.permutation(static_cast<std::int64_t>(examples.size()))) {
    const std::int64_t example = examples[static_cast<std::size_t>(i)];
    classes[texts[example]].push_back(example);
  }
  std::vector<std::pair<double, std::int64_t>> places;
  for (const auto& [name, members] : classes) {
    // The only example of a class is learned from: what is measured with comes from the end.
    const double drawn = random.uniform();
    const double offset = members.size() == 1 ? 0 : drawn;
    for (std::size_t i = 0; i < members.size(); ++i)
      places.emplace_back((static_cast<double>(i) + offset) / static_cast<double>(members.size()),
                          members[i]);
  }
  std::ranges::sort(places);
  Order order{.units = {}, .how = "at random, with the same shares of each class", .by_class = true};
  for (const auto& [place, example] : places) order.units.push_back({example});
  return order;
}

Order order_of(const Samples& samples, const Target& target, const Indices& examples, const SplitOptions& o,
               Generator& random) {
  const std::vector<std::string> groups = groups_of(samples, o);
  if (!o.time.empty()) return by_time(samples, examples, o.time);
  if (!groups.empty())
    return by_group(groups, o.group.empty() ? samples.group_name : o.group, examples, random, o);
  if (target.kind == TargetKind::classes) return by_class(samples, examples, target.column, random);
  Order order{.units = {}, .how = "at random"};
  for (const std::int64_t i : random.permutation(static_cast<std::int64_t>(examples.size())))
    order.units.push_back({examples[static_cast<std::size_t>(i)]});
  return order;
}

/// Classes one after the other. Who deals such an order to folds gives each of them the same share of each
/// class; the order of by_class() would not do: with as many classes as folds, each fold would get one class.
void gather_classes(const Samples& samples, const std::string& column, Order& order) {
  const TextColumn& texts = detail::texts_of(samples, samples.column(column));
  std::ranges::stable_sort(order.units, {}, [&](const Indices& unit) { return texts[unit.front()]; });
}

/// Takes about a share of the examples from the end of an order, whole units.
Indices take_share(Order& order, double share) {
  std::size_t n = 0;
  for (const Indices& unit : order.units) n += unit.size();
  const double wanted = share * static_cast<double>(n);
  Indices taken;
  while (order.units.size() > 1 && wanted > 0) {
    const Indices& unit = order.units.back();
    // The unit that would go further beyond the share than it stays behind without it is left.
    const double with = static_cast<double>(taken.size() + unit.size());
    if (!taken.empty() && with - wanted > wanted - static_cast<double>(taken.size())) break;
    taken.insert(taken.end(), unit.begin(), unit.end());
    order.units.pop_back();
    if (with >= wanted) break;
  }
  std::ranges::sort(taken);
  return taken;
}

Indices rest_of(const Order& order) {
  Indices rest;
  for (const Indices& unit : order.units) rest.insert(rest.end(), unit.begin(), unit.end());
  std::ranges::sort(rest);
  return rest;
}

void check(const Samples& samples, const SplitOptions& o) {
  if (!o.group.empty() + !o.time.empty() + (o.blocks > 0) > 1) {
    fail<ValueError>(
        {samples.name, "examples are divided by a group, by time or by blocks, not by two of them",
         fmt::format("group '{}', time '{}', {} blocks", o.group, o.time, o.blocks), "Keep one of them."});
  }
  const auto is_share = [](double x) { return x >= 0 && x < 1; };
  if (!is_share(o.test) || !is_share(o.validation)) {
    fail<ValueError>({samples.name, "expected shares between 0 and 1",
                      fmt::format("test {}, validation {}", o.test, o.validation), "Give 0.2, for example."});
  }
  if (!o.group.empty() && !is_group_name(samples, o.group)) static_cast<void>(samples.column(o.group));
  if (!o.time.empty()) static_cast<void>(samples.column(o.time));
}

void describe(Split& split, const std::string& how) {
  using detail::with_separators;
  split.description = fmt::format("train {}", with_separators(static_cast<std::int64_t>(split.train.size())));
  if (!split.validation.empty())
    split.description +=
        fmt::format(" · validation {}", with_separators(static_cast<std::int64_t>(split.validation.size())));
  split.description +=
      split.test.empty()
          ? " · no test part"
          : fmt::format(" · test {}, {}", with_separators(static_cast<std::int64_t>(split.test.size())), how);
}

void require_parts(const Samples& samples, const Split& split, bool may_lack_test) {
  if (!split.train.empty() && (may_lack_test || !split.test.empty())) return;
  fail<ValueError>({samples.name,
                    fmt::format("{} example{} cannot be divided into training and test data", samples.size(),
                                samples.size() == 1 ? "" : "s"),
                    split.description, "Give more examples, or more groups."});
}

}  // namespace

Split make_split(const Samples& samples, const Target& target, const SplitOptions& options) {
  check(samples, options);
  Generator random(options.seed, split_stream);
  Split split;
  Indices rest;
  std::string how = "as the data are divided";
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(samples.parts.size()); ++i) {
    const Part part = samples.parts[static_cast<std::size_t>(i)];
    (part == Part::test ? split.test : part == Part::validation ? split.validation : rest).push_back(i);
  }
  const bool has_test = !split.test.empty(), has_validation = !split.validation.empty();
  if (samples.parts.empty()) rest = all_of(samples.size());
  Order order = order_of(samples, target, rest, options, random);
  if (!has_test) {
    split.test = take_share(order, options.test);
    how = order.how;
  }
  if (!has_validation && options.validation > 0 && order.units.size() > 1) {
    split.validation = take_share(order, options.validation);
    if (has_test) how += "; validation " + order.how;
  }
  split.train = rest_of(order);
  describe(split, how);
  require_parts(samples, split, options.test == 0);
  return split;
}

std::vector<Split> make_folds(const Samples& samples, const Target& target, int folds,
                              const SplitOptions& options) {
  check(samples, options);
  if (folds < 2) {
    fail<ValueError>({samples.name, fmt::format("expected 2 folds or more, received {}", folds), "",
                      "Give 5, for example."});
  }
  if (!options.time.empty()) {
    fail<ValueError>({samples.name, "examples in the order of time are not divided into folds",
                      "a later one would be learned from before an earlier one is measured",
                      "Leave out the folds, or the time."});
  }
  Indices examples;
  for (std::int64_t i = 0; i < samples.size(); ++i) {
    if (samples.parts.empty() || samples.parts[static_cast<std::size_t>(i)] != Part::test)
      examples.push_back(i);
  }
  Generator random(options.seed, split_stream);
  Order order = order_of(samples, target, examples, options, random);
  if (order.by_class) gather_classes(samples, target.column, order);
  if (static_cast<int>(order.units.size()) < folds) {
    fail<ValueError>(
        {samples.name,
         fmt::format("{} examples or groups cannot be divided into {} folds", order.units.size(), folds), "",
         "Ask for fewer folds."});
  }
  std::vector<Split> splits(static_cast<std::size_t>(folds));
  for (std::size_t u = 0; u < order.units.size(); ++u) {
    for (std::size_t f = 0; f < splits.size(); ++f) {
      Indices& part = u % splits.size() == f ? splits[f].test : splits[f].train;
      part.insert(part.end(), order.units[u].begin(), order.units[u].end());
    }
  }
  for (std::size_t f = 0; f < splits.size(); ++f) {
    std::ranges::sort(splits[f].train);
    std::ranges::sort(splits[f].test);
    describe(splits[f], fmt::format("fold {} of {}, {}", f + 1, folds, order.how));
  }
  return splits;
}

}  // namespace saem
