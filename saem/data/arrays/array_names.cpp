#include "saem/data/arrays/array_names.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "saem/core/lower_case.h"
#include "saem/data/class_folders.h"

namespace saem::detail {
namespace {

constexpr std::array<std::string_view, 9> answers = {"y",     "label",   "labels",  "target", "targets",
                                                     "class", "classes", "outputs", "output"};
constexpr std::array<std::string_view, 11> inputs = {"x",        "data",     "image",  "images",
                                                     "picture",  "pictures", "inputs", "input",
                                                     "features", "samples",  "series"};
constexpr std::array<std::string_view, 3> class_names = {"target_names", "class_names", "label_names"};
constexpr std::array<std::string_view, 2> feature_names = {"feature_names", "column_names"};

template <std::size_t n>
bool is_among(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// "x" and the training part for "x_train", "train_x", "X-train" and "xtrain".
void split_off_part(const std::string& name, ArrayName& parsed) {
  for (const char separator : {'_', '-', '.', ' '}) {
    const std::size_t first = name.find(separator), last = name.rfind(separator);
    if (first == std::string::npos) continue;
    if (const auto part = part_named(name.substr(last + 1))) {
      parsed.part = part;
      parsed.base = name.substr(0, last);
      return;
    }
    if (const auto part = part_named(name.substr(0, first))) {
      parsed.part = part;
      parsed.base = name.substr(first + 1);
      return;
    }
  }
  const std::string small = lower_case(name);
  for (const std::string_view part : {"train", "valid", "val", "test"}) {
    for (const bool before : {false, true}) {
      const bool fits = before ? small.starts_with(part) : small.ends_with(part);
      if (!fits) continue;
      const std::string rest = before ? name.substr(part.size()) : name.substr(0, name.size() - part.size());
      const std::string base = lower_case(rest);
      if (!is_among(answers, base) && !is_among(inputs, base)) continue;
      parsed.part = part_named(part);
      parsed.base = rest;
      return;
    }
  }
}

}  // namespace

ArrayName parse_array_name(std::string_view name) {
  ArrayName parsed{.base = std::string(name)};
  split_off_part(std::string(name), parsed);
  const std::string base = lower_case(parsed.base);
  parsed.is_answer = is_among(answers, base);
  parsed.is_input = is_among(inputs, base);
  parsed.names_classes = is_among(class_names, base);
  parsed.names_features = is_among(feature_names, base);
  return parsed;
}

}  // namespace saem::detail
