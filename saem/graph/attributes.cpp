#include "saem/graph/attributes.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"

namespace saem {
namespace {

std::string text_of(const AttributeValue& attribute) {
  struct Printer {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
    std::string operator()(double v) const { return fmt::format("{}", v); }
    std::string operator()(const std::string& v) const { return fmt::format("\"{}\"", v); }
    std::string operator()(const std::vector<std::int64_t>& v) const {
      return fmt::format("({})", fmt::join(v, ", "));
    }
    std::string operator()(DType v) const { return std::string(saem::name(v)); }
  };
  return std::visit(Printer{}, attribute.value);
}

template <class T>
const T& get(const AttributeValue& attribute, std::string_view name, std::string_view kind) {
  if (const T* value = std::get_if<T>(&attribute.value)) return *value;
  fail<ValueError>({fmt::format("attribute '{}'", name),
                    fmt::format("expected {}, received {}", kind, text_of(attribute)),
                    {},
                    "Write it as the documentation of the op or layer says."});
}

}  // namespace

Attributes::Attributes(std::initializer_list<Entry> entries) {
  for (const auto& [name, value] : entries) set(name, value);
}

void Attributes::set(std::string name, AttributeValue value) {
  auto place = std::lower_bound(entries_.begin(), entries_.end(), name,
                                [](const Entry& entry, const std::string& key) { return entry.first < key; });
  if (place != entries_.end() && place->first == name) {
    place->second = std::move(value);
  } else {
    entries_.emplace(place, std::move(name), std::move(value));
  }
}

bool Attributes::has(std::string_view name) const noexcept {
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const Entry& entry) { return entry.first == name; });
}

const AttributeValue& Attributes::at(std::string_view name) const {
  for (const auto& [key, value] : entries_) {
    if (key == name) return value;
  }
  fail<ValueError>({fmt::format("attribute '{}'", name), "is missing", to_string(),
                    "Give it: the documentation of the op or layer names what it needs."});
}

bool Attributes::flag(std::string_view name) const { return get<bool>(at(name), name, "true or false"); }
std::int64_t Attributes::integer(std::string_view name) const {
  return get<std::int64_t>(at(name), name, "an integer");
}
double Attributes::real(std::string_view name) const {
  const AttributeValue& value = at(name);
  if (const auto* integer = std::get_if<std::int64_t>(&value.value)) return static_cast<double>(*integer);
  return get<double>(value, name, "a number");
}
const std::string& Attributes::text(std::string_view name) const {
  return get<std::string>(at(name), name, "text");
}
const std::vector<std::int64_t>& Attributes::integers(std::string_view name) const {
  return get<std::vector<std::int64_t>>(at(name), name, "a list of integers");
}
Shape Attributes::shape(std::string_view name) const {
  return Shape(std::span<const std::int64_t>(integers(name)));
}
DType Attributes::dtype(std::string_view name) const { return get<DType>(at(name), name, "a dtype"); }

std::string Attributes::to_string() const {
  std::string text;
  for (const auto& [name, value] : entries_)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, text_of(value));
  return text;
}

}  // namespace saem
