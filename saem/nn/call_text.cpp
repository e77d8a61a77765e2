#include "saem/nn/call_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The parts between commas that are in no brackets.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  if (trimmed(text).empty()) return parts;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && (text[i] == '[' || text[i] == '(')) ++depth;
    if (i < text.size() && (text[i] == ']' || text[i] == ')')) --depth;
    if (i < text.size() && (text[i] != ',' || depth != 0)) continue;
    parts.push_back(trimmed(text.substr(begin, i - begin)));
    begin = i + 1;
  }
  return parts;
}

template <class T>
bool read_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

CallText::CallText(std::string_view text, std::string_view place, std::string_view kind)
    : place_(place), kind_(kind), text_(text) {
  const std::size_t open = text.find('(');
  name_ = trimmed(text.substr(0, open));
  if (open == std::string_view::npos) return;
  const std::string_view rest = trimmed(text.substr(open + 1));
  if (rest.empty() || rest.back() != ')') reject("a closing bracket at the end");
  for (const std::string_view part : split(rest.substr(0, rest.size() - 1))) {
    const std::size_t equals = part.find('=');
    const bool named = equals != std::string_view::npos;
    const std::string_view value = trimmed(named ? part.substr(equals + 1) : part);
    if (value.empty()) reject("a value for each argument");
    if (!named && !arguments_.empty() && !arguments_.back().first.empty())
      reject("no unnamed argument after a named one");
    arguments_.emplace_back(named ? std::string(trimmed(part.substr(0, equals))) : std::string(), value);
  }
}

void CallText::reject(const std::string& problem, const std::string& advice) const {
  fail<ValueError>({place_,
                    fmt::format("{} \"{}\": expected {}", kind_, text_, problem),
                    {},
                    advice.empty() ? "Write a name, or a name with arguments: name(argument=1)." : advice});
}

const std::string* CallText::find(const char* argument) {
  const std::size_t position = asked_.size();
  asked_.emplace_back(argument);
  const std::string* found = nullptr;
  for (std::size_t i = 0; i < arguments_.size(); ++i) {
    const auto& [name, value] = arguments_[i];
    if (name.empty() ? i != position : name != argument) continue;
    if (found) reject(fmt::format("the argument {} once", argument));
    found = &value;
    ++taken_;
  }
  return found;
}

double CallText::real(const char* argument, double otherwise) {
  const std::string* given = find(argument);
  if (!given) return otherwise;
  double value = 0;
  if (!read_number(*given, value) || !std::isfinite(value))
    reject(fmt::format("a number for {}, received {}", argument, *given));
  return value;
}

std::string CallText::text(const char* argument, const char* otherwise) {
  const std::string* given = find(argument);
  if (!given) return otherwise;
  const bool quoted = given->size() >= 2 && (given->front() == '"' || given->front() == '\'') &&
                      given->back() == given->front();
  return quoted ? given->substr(1, given->size() - 2) : *given;
}

std::optional<std::int64_t> CallText::integer(const char* argument) {
  const std::string* given = find(argument);
  if (!given || *given == "None") return std::nullopt;
  std::int64_t value = 0;
  if (!read_number(*given, value)) reject(fmt::format("an integer for {}, received {}", argument, *given));
  return value;
}

std::vector<int> CallText::integers(const char* argument, std::initializer_list<int> otherwise) {
  const std::string* given = find(argument);
  if (!given) return otherwise;
  std::string_view list = *given;
  if (list.size() >= 2 && (list.front() == '[' || list.front() == '('))
    list = list.substr(1, list.size() - 2);
  std::vector<int> values;
  for (const std::string_view part : split(list)) {
    int& value = values.emplace_back();
    if (!read_number(part, value))
      reject(fmt::format("an integer, or a list of them, for {}, received {}", argument, *given));
  }
  return values;
}

void CallText::finish() const {
  if (taken_ == arguments_.size()) return;
  for (std::size_t i = 0; i < arguments_.size(); ++i) {
    const std::string& name = arguments_[i].first;
    if (name.empty() ? i < asked_.size() : std::ranges::count(asked_, name) > 0) continue;
    fail<ValueError>(
        {place_,
         fmt::format("{} \"{}\" has {}", kind_, text_,
                     name.empty() ? "too many arguments"
                                  : fmt::format("the argument '{}', which is not supported", name)),
         fmt::format("known: {}", asked_.empty() ? "none" : fmt::format("{}", fmt::join(asked_, ", "))),
         {}});
  }
}

}  // namespace saem::detail
