#include "saem/data/arrays/array_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

#include "saem/core/error.h"
#include "saem/data/arrays/array_columns.h"
#include "saem/data/arrays/array_names.h"

namespace saem {
namespace {

using detail::ArrayName;

std::int64_t rows_of(const NamedArray& array) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&array.values))
    return static_cast<std::int64_t>(texts->size());
  const Shape& shape = std::get<Array>(array.values).shape();
  return shape.rank() == 0 ? -1 : shape[0];
}

int rank_of(const NamedArray& array) {
  const auto* numbers = std::get_if<Array>(&array.values);
  if (numbers == nullptr) return 1;
  const Shape& s = numbers->shape();
  return s.rank() == 2 && s[1] == 1 ? 1 : s.rank();
}

/// An array with the name that is left of its own.
struct Named {
  ArrayName name;
  NamedArray array;
};

[[noreturn]] void do_not_fit(const NamedArray& a, const NamedArray& b, const std::string& what) {
  const auto shape = [](const NamedArray& array) {
    const auto* numbers = std::get_if<Array>(&array.values);
    return numbers != nullptr ? numbers->shape().to_string() : fmt::format("{} texts", rows_of(array));
  };
  fail<FileError>({b.place, what, fmt::format("'{}' is {}, '{}' {}", a.name, shape(a), b.name, shape(b)),
                   "Give arrays of one set, with a row for each example."});
}

/// The rows of one behind those of the other.
void append(NamedArray& all, NamedArray more) {
  auto* texts = std::get_if<std::vector<std::string>>(&all.values);
  auto* more_texts = std::get_if<std::vector<std::string>>(&more.values);
  if ((texts == nullptr) != (more_texts == nullptr))
    do_not_fit(all, more, "the parts hold texts and numbers");
  if (texts != nullptr) {
    texts->insert(texts->end(), more_texts->begin(), more_texts->end());
    return;
  }
  Array& a = std::get<Array>(all.values);
  Array& b = std::get<Array>(more.values);
  const auto of_one = [](const Array& x) { return x.shape().slice(1, x.shape().rank()); };
  if (a.shape().rank() != b.shape().rank() || !(of_one(a) == of_one(b)))
    do_not_fit(all, more, "the parts have examples of several shapes");
  const DType dtype = promote(a.dtype(), b.dtype());
  const Array first = a.astype(dtype), second = b.astype(dtype);
  Array joined = Array::uninitialized(a.shape().with(0, a.shape()[0] + b.shape()[0]), dtype);
  if (first.byte_size() > 0) std::memcpy(joined.mutable_bytes(), first.bytes(), first.byte_size());
  if (second.byte_size() > 0)
    std::memcpy(joined.mutable_bytes() + first.byte_size(), second.bytes(), second.byte_size());
  a = std::move(joined);
}

class ArrayReader {
 public:
  ArrayReader(std::vector<NamedArray> arrays, const std::string& name) {
    samples_.name = name;
    if (arrays.empty()) {
      fail<FileError>(
          {name, "there is no array", "", "Save arrays x and y, with numpy.savez(FILE, x=x, y=y)."});
    }
    for (NamedArray& array : arrays) sort_in(std::move(array));
  }

  Samples read() {
    join_parts();
    if (all_.empty()) {
      fail<FileError>({samples_.name, "no array has a row for each example", "",
                       "Save arrays x and y, with numpy.savez(FILE, x=x, y=y)."});
    }
    leave_out_others();
    const std::size_t answers = find_answers();
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const NamedArray& array = all_[i].array;
      const bool alone = all_.size() == 1 && !all_[i].name.is_input && !all_[i].name.is_answer;
      const std::string name = alone ? "x" : all_[i].name.base;
      if (i == answers) {
        samples_.target = name;
        add(detail::answer_columns(array, name, class_names_), name);
      } else {
        add(detail::input_columns(array, name, feature_names_), name);
      }
    }
    if (samples_.find(samples_.target) < 0 && samples_.find(samples_.target + " 1") < 0)
      samples_.target.clear();  // answers that are pictures or the like
    return std::move(samples_);
  }

 private:
  void sort_in(NamedArray array) {
    ArrayName name = detail::parse_array_name(array.name);
    const auto* texts = std::get_if<std::vector<std::string>>(&array.values);
    if (texts != nullptr && (name.names_classes || name.names_features)) {
      (name.names_classes ? class_names_ : feature_names_) = *texts;
    } else if (rows_of(array) < 0) {
      leave_out(array, "it is a single number");
    } else if (const auto* numbers = std::get_if<Array>(&array.values);
               numbers != nullptr && numbers->size() == 0) {
      leave_out(array, "it is empty");
    } else {
      all_.push_back({std::move(name), std::move(array)});
    }
  }

  void leave_out(const NamedArray& array, const std::string& why) {
    samples_.notes.push_back(fmt::format("left out the array '{}': {}", array.name, why));
  }

  /// x_train, x_test become x.
  void join_parts() {
    if (std::ranges::none_of(all_, [](const Named& n) { return n.name.part.has_value(); })) return;
    std::map<std::string, std::map<Part, Named>> parts;
    std::vector<std::string> order;
    for (Named& each : all_) {
      if (!each.name.part) {
        leave_out(each.array, "its name says no part, as those of others do");
        continue;
      }
      const std::string base = each.name.base;
      if (!parts.contains(base)) order.push_back(base);
      parts[base].emplace(*each.name.part, std::move(each));
    }
    all_.clear();
    const std::map<Part, Named>& first = parts[order.front()];
    for (const auto& [part, each] : first)
      samples_.parts.insert(samples_.parts.end(), static_cast<std::size_t>(rows_of(each.array)), part);
    for (const std::string& base : order) require_same_parts(first, parts[base], base);
    for (const std::string& base : order) {
      std::map<Part, Named>& of_base = parts[base];
      Named joined = std::move(of_base.begin()->second);
      for (auto next = std::next(of_base.begin()); next != of_base.end(); ++next)
        append(joined.array, std::move(next->second.array));
      all_.push_back(std::move(joined));
    }
    samples_.notes.emplace_back("divided as the names of the arrays say");
    const bool divided = std::ranges::any_of(samples_.parts, [](Part p) { return p != Part::train; }) &&
                         std::ranges::find(samples_.parts, Part::train) != samples_.parts.end();
    if (!divided) samples_.parts.clear();
  }

  /// The parts of one array, and of another with the same number of rows in each.
  void require_same_parts(const std::map<Part, Named>& first, const std::map<Part, Named>& of_base,
                          const std::string& base) const {
    for (const auto& [part, each] : first) {
      const auto found = of_base.find(part);
      if (found == of_base.end()) {
        fail<FileError>({samples_.name,
                         fmt::format("there is '{}', and no such part of '{}'", each.array.name, base), "",
                         "Give both, or neither."});
      }
      if (rows_of(found->second.array) != rows_of(each.array))
        do_not_fit(each.array, found->second.array, "expected a row for each example");
    }
    if (of_base.size() == first.size()) return;
    fail<FileError>({samples_.name,
                     fmt::format("'{}' has parts that '{}' has not", base, first.begin()->second.name.base),
                     "", "Give all parts of both."});
  }

  /// What has no row for each example of the inputs.
  void leave_out_others() {
    const auto input = std::ranges::find_if(all_, [](const Named& n) { return n.name.is_input; });
    const auto main = input != all_.end() ? input : std::ranges::max_element(all_, {}, [](const Named& n) {
      return rank_of(n.array);
    });
    const std::int64_t rows = rows_of(main->array);
    const NamedArray shown{.name = main->array.name, .place = {}, .values = main->array.values};
    std::vector<Named> kept;
    for (Named& each : all_) {
      if (rows_of(each.array) == rows) {
        kept.push_back(std::move(each));
      } else if (each.name.is_answer) {
        do_not_fit(shown, each.array, "expected an answer for each example");
      } else {
        leave_out(each.array,
                  fmt::format("it has {} rows, '{}' has {}", rows_of(each.array), shown.name, rows));
      }
    }
    all_ = std::move(kept);
  }

  /// The number of the array of answers, or of none.
  std::size_t find_answers() const {
    const auto named = std::ranges::find_if(all_, [](const Named& n) { return n.name.is_answer; });
    if (named != all_.end()) return static_cast<std::size_t>(named - all_.begin());
    if (all_.size() != 2) return all_.size();
    const int first = rank_of(all_[0].array), second = rank_of(all_[1].array);
    if (first != 1 && second == 1) return 1;
    return first == 1 && second != 1 ? 0 : all_.size();
  }

  void add(detail::ArrayColumns made, const std::string& name) {
    for (Samples::Column& column : made.columns) {
      if (samples_.find(column.name) >= 0) column.name = fmt::format("{} ({})", column.name, name);
      samples_.columns.push_back(std::move(column));
    }
    for (std::string& note : made.notes) samples_.notes.push_back(fmt::format("'{}': {}", name, note));
  }

  Samples samples_;
  std::vector<Named> all_;
  std::vector<std::string> class_names_, feature_names_;
};

}  // namespace

Samples array_samples(std::vector<NamedArray> arrays, const std::string& name) {
  return ArrayReader(std::move(arrays), name).read();
}

}  // namespace saem
