#include "saem/data/samples.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/core/printable.h"

namespace saem {
namespace {

/// Columns in a message: more would hide the rest of it.
constexpr std::size_t most_named = 20;

std::int64_t size_of(const Samples::Values& values) {
  struct Size {
    std::int64_t operator()(const TextColumn& c) const { return c.size(); }
    std::int64_t operator()(const SeriesColumn& c) const {
      return static_cast<std::int64_t>(c.values.size());
    }
    std::int64_t operator()(const FileColumn& c) const { return static_cast<std::int64_t>(c.files.size()); }
    std::int64_t operator()(const ArrayColumn& c) const { return c.values.shape()[0]; }
  };
  return std::visit(Size{}, values);
}

template <class T>
std::vector<T> taken(const std::vector<T>& all, std::span<const std::int64_t> indices) {
  std::vector<T> out;
  if (all.empty()) return out;
  out.reserve(indices.size());
  for (const std::int64_t i : indices) out.push_back(all[static_cast<std::size_t>(i)]);
  return out;
}

Samples::Values taken(const Samples::Values& values, std::span<const std::int64_t> indices) {
  struct Take {
    std::span<const std::int64_t> indices;
    Samples::Values operator()(const TextColumn& c) const { return c.take(indices); }
    Samples::Values operator()(const SeriesColumn& c) const {
      return SeriesColumn{taken(c.values, indices), c.channels};
    }
    Samples::Values operator()(const FileColumn& c) const {
      return FileColumn{c.kind, taken(c.files, indices)};
    }
    Samples::Values operator()(const ArrayColumn& c) const { return ArrayColumn{c.values.take(indices)}; }
  };
  return std::visit(Take{indices}, values);
}

}  // namespace

std::int64_t Samples::size() const { return columns.empty() ? 0 : size_of(columns.front().values); }

int Samples::find(std::string_view wanted) const {
  const auto found = std::ranges::find(columns, wanted, &Column::name);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

const Samples::Column& Samples::column(std::string_view wanted) const {
  const int i = find(wanted);
  if (i >= 0) return columns[static_cast<std::size_t>(i)];
  std::vector<std::string> names;
  std::string all;
  for (const Column& c : columns) {
    names.push_back(c.name);
    if (names.size() <= most_named) all += (all.empty() ? "" : ", ") + detail::printable(c.name);
  }
  if (names.size() > most_named) all += fmt::format(", … ({} in all)", names.size());
  const std::string_view near = nearest_name(wanted, names);
  fail<ValueError>({name, fmt::format("there is no column '{}'", wanted), fmt::format("columns: {}", all),
                    near.empty() ? "Give the name of a column." : fmt::format("Did you mean '{}'?", near)});
}

Samples Samples::take(std::span<const std::int64_t> indices) const {
  for (const std::int64_t i : indices) {
    if (i >= 0 && i < size()) continue;
    fail<ValueError>({name, fmt::format("expected examples in [0, {}), received {}", size(), i), "",
                      "Indices count from 0."});
  }
  Samples out{.name = name, .target = target, .classes = classes, .notes = notes};
  for (const Column& c : columns) out.columns.push_back({c.name, taken(c.values, indices)});
  out.parts = taken(parts, indices);
  out.groups = taken(groups, indices);
  out.group_name = group_name;
  out.places = taken(places, indices);
  return out;
}

}  // namespace saem
