#include "saem/train/per_name.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

std::string quoted(std::span<const std::string> names) {
  return fmt::format("'{}'", fmt::join(names, "', '"));
}

std::string plural(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string by_name_advice(const NamedPlaces& places) {
  std::string text;
  for (const std::string& name : places.names)
    text += fmt::format("{}{{\"{}\", …}}", text.empty() ? "" : ", ", name);
  return "{" + text + "}";
}

}  // namespace

void reject_count(const NamedPlaces& places, std::size_t received) {
  const std::size_t expected = places.names.size();
  fail<ShapeError>({std::string(places.place),
                    fmt::format("the model has {} ({}), received {} as {}", plural(expected, places.kind),
                                quoted(places.names), plural(received, "value"), places.what),
                    {},
                    expected == 1 ? fmt::format("Give one, for '{}'.", places.names[0])
                                  : fmt::format("Give one for each {}, in this order, or by name: {}.",
                                                places.kind, by_name_advice(places))});
}

std::vector<std::size_t> places_of(std::span<const std::string> given, const NamedPlaces& places) {
  std::vector<std::size_t> where;
  for (const std::string& name : given) {
    const auto found = std::ranges::find(places.names, name);
    const auto index = static_cast<std::size_t>(found - places.names.begin());
    if (found == places.names.end()) {
      const std::string_view near = nearest_name(name, places.names);
      fail<ValueError>({std::string(places.place),
                        fmt::format("{} names '{}', but the model's {}s are {}", places.what, name,
                                    places.kind, quoted(places.names)),
                        {},
                        near.empty() ? "Use these names, or leave names out and give a list in this order."
                                     : fmt::format("Did you mean '{}'?", near)});
    }
    if (std::ranges::find(where, index) != where.end()) {
      fail<ValueError>({std::string(places.place),
                        fmt::format("{} names '{}' twice", places.what, name),
                        {},
                        fmt::format("Give each {} once.", places.kind)});
    }
    where.push_back(index);
  }
  for (std::size_t i = 0; places.all_needed && i < places.names.size(); ++i) {
    if (std::ranges::find(where, i) != where.end()) continue;
    fail<ValueError>(
        {std::string(places.place),
         fmt::format("{} has nothing for the {} '{}'", places.what, places.kind, places.names[i]),
         {},
         fmt::format("Give one for each {}: {}.", places.kind, by_name_advice(places))});
  }
  return where;
}

}  // namespace saem::detail
