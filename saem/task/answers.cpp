#include "saem/task/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "saem/core/error.h"
#include "saem/task/class_order.h"
#include "saem/task/encoders.h"

namespace saem {
namespace {

std::string_view answer_in(const Samples& samples, const TextColumn& texts, std::int64_t row,
                           const std::string& column) {
  if (!is_missing_text(texts[row])) return texts[row];
  fail<ValueError>({detail::place_of(samples, row, column), "the answer is missing", "",
                    "Fill it in, or leave the row out."});
}

double value_in(const Samples& samples, const TextColumn& texts, std::int64_t row, const std::string& column,
                NumberFormat format) {
  const std::string_view text = answer_in(samples, texts, row, column);
  const std::optional<double> number = parse_number(text, format);
  if (number && std::isfinite(*number)) return *number;
  fail<ValueError>({detail::place_of(samples, row, column),
                    fmt::format("expected a number, received '{}'", text), "",
                    "Correct it, or leave the row out."});
}

}  // namespace

std::vector<std::string> detail::class_order(const std::set<std::string, std::less<>>& names) {
  std::vector<std::string> order(names.begin(), names.end());
  if (std::ranges::all_of(order, [](const std::string& name) { return parse_number(name).has_value(); })) {
    std::ranges::stable_sort(order, {}, [](const std::string& name) { return *parse_number(name); });
  }
  return order;
}

void Answers::fit(const Samples& train, const Target& target) {
  *this = Answers();
  column_ = target.column;
  kind_ = target.kind;
  const TextColumn& texts = detail::texts_of(train, train.column(column_));
  if (kind_ == TargetKind::classes) {
    std::set<std::string, std::less<>> names(target.classes.begin(), target.classes.end());
    const std::size_t known = names.size();
    for (std::int64_t row = 0; row < texts.size(); ++row)
      names.insert(std::string(answer_in(train, texts, row, column_)));
    classes_ = known > 0 && names.size() == known ? target.classes : detail::class_order(names);
    return;
  }
  format_ = find_number_format(texts);
  const auto n = static_cast<double>(texts.size());
  for (std::int64_t row = 0; row < texts.size(); ++row)
    mean_ += value_in(train, texts, row, column_, format_) / n;
  double variance = 0;
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    const double away = value_in(train, texts, row, column_, format_) - mean_;
    variance += away * away / n;
  }
  if (variance > 0 && std::isfinite(variance)) deviation_ = std::sqrt(variance);
}

std::int64_t Answers::width() const noexcept {
  return kind_ == TargetKind::value ? 1 : static_cast<std::int64_t>(classes_.size());
}

Array Answers::encode(const Samples& samples) const {
  const TextColumn& texts = detail::texts_of(samples, samples.column(column_));
  if (kind_ == TargetKind::value) {
    const Array all = values(samples);
    Array out({texts.size(), 1}, DType::f32);
    const std::span<float> to = out.mutable_data<float>();
    for (std::size_t i = 0; i < to.size(); ++i)
      to[i] = static_cast<float>((all.data<double>()[i] - mean_) / deviation_);
    return out;
  }
  detail::Vocabulary ids(0);
  ids.set(classes_);
  Array out({texts.size()}, DType::i32);
  const std::span<std::int32_t> to = out.mutable_data<std::int32_t>();
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    const std::string_view answer = answer_in(samples, texts, row, column_);
    const std::int64_t id = ids.find(answer);
    if (id < 0) {
      const std::string_view near = nearest_name(answer, classes_);
      fail<ValueError>({detail::place_of(samples, row, column_),
                        fmt::format("the class '{}' is not in the training part", answer),
                        fmt::format("{} classes", classes_.size()),
                        near.empty() ? "Give more examples of it, or leave it out."
                                     : fmt::format("Is it '{}', written otherwise?", near)});
    }
    to[static_cast<std::size_t>(row)] = static_cast<std::int32_t>(id);
  }
  return out;
}

Array Answers::values(const Samples& samples) const {
  const TextColumn& texts = detail::texts_of(samples, samples.column(column_));
  Array out({texts.size()}, DType::f64);
  const std::span<double> to = out.mutable_data<double>();
  for (std::int64_t row = 0; row < texts.size(); ++row)
    to[static_cast<std::size_t>(row)] = value_in(samples, texts, row, column_, format_);
  return out;
}

Array Answers::decode(const Array& outputs) const {
  Array out({outputs.shape()[0]}, DType::f64);
  const std::span<double> to = out.mutable_data<double>();
  for (std::size_t i = 0; i < to.size(); ++i)
    to[i] = static_cast<double>(outputs.data<float>()[i]) * deviation_ + mean_;
  return out;
}

nlohmann::ordered_json Answers::to_json() const {
  nlohmann::ordered_json json{{"column", column_}, {"kind", std::string(name(kind_))}};
  if (kind_ == TargetKind::classes) {
    json["classes"] = classes_;
  } else {
    json["mean"] = mean_;
    json["deviation"] = deviation_;
    json["decimal"] = std::string(1, format_.decimal);
    json["thousands"] = format_.thousands == '\0' ? std::string() : std::string(1, format_.thousands);
  }
  return json;
}

Answers Answers::from_json(const nlohmann::ordered_json& json, std::string_view place) {
  Answers answers;
  std::string problem;
  try {
    answers.column_ = json.at("column").get<std::string>();
    if (json.at("kind").get<std::string>() == "classes") {
      answers.classes_ = json.at("classes").get<std::vector<std::string>>();
      if (answers.classes_.size() >= 2) return answers;
      problem = "fewer than two classes";
    } else {
      answers.kind_ = TargetKind::value;
      answers.mean_ = json.at("mean").get<double>();
      answers.deviation_ = json.at("deviation").get<double>();
      const auto decimal = json.at("decimal").get<std::string>();
      const auto thousands = json.at("thousands").get<std::string>();
      answers.format_ = {.decimal = decimal.empty() ? '.' : decimal[0],
                         .thousands = thousands.empty() ? '\0' : thousands[0]};
      if (answers.deviation_ > 0) return answers;
      problem = "a deviation that is not above 0";
    }
  } catch (const nlohmann::json::exception& error) {
    problem = error.what();
  }
  fail<FileError>({std::string(place), "what the model answers cannot be read", problem,
                   "Train the model again, or use a newer saem."});
}

}  // namespace saem
