#include "saem/task/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "saem/core/error.h"
#include "saem/data/line_reader.h"
#include "saem/task/class_order.h"
#include "saem/task/encoder_support.h"

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
                    fmt::format("expected a number, received {}", detail::in_quotes(text)), "",
                    "Correct it, or leave the row out."});
}

}  // namespace

void Answers::fit(const Samples& train, const Target& target) {
  *this = Answers();
  column_ = target.column;
  kind_ = target.kind;
  if (kind_ == TargetKind::anomaly) {
    normal_ = target.normal;
    return;
  }
  if (kind_ == TargetKind::labels) {
    classes_ = target.classes;
    separator_ = target.separator;
    return;
  }
  const TextColumn& texts = detail::texts_of(train, train.column(column_));
  if (kind_ == TargetKind::classes) {
    std::set<std::string, std::less<>> names(target.classes.begin(), target.classes.end());
    const std::size_t known = names.size();
    for (std::int64_t row = 0; row < texts.size(); ++row) {
      if (!is_missing_text(texts[row])) names.insert(detail::class_name(texts[row]));
    }
    classes_ = known > 0 && names.size() == known ? target.classes : detail::class_order(names);
    return;
  }
  format_ = find_number_format(texts);
  std::vector<double> known;
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    if (!is_missing_text(texts[row])) known.push_back(value_in(train, texts, row, column_, format_));
  }
  const auto n = static_cast<double>(known.size());
  for (const double value : known) mean_ += value / n;
  double variance = 0;
  for (const double value : known) variance += (value - mean_) * (value - mean_) / n;
  if (variance > 0 && std::isfinite(variance)) deviation_ = std::sqrt(variance);
  if (!std::isfinite(mean_) || !std::isfinite(variance)) {
    fail<ValueError>({fmt::format("{}: '{}'", train.name, column_),
                      "the values are too large: their squares are more than numbers of 64 bits hold",
                      fmt::format("the largest is {:g}",
                                  *std::ranges::max_element(known, {}, [](double x) { return std::abs(x); })),
                      "Give them in another unit, or correct the largest."});
  }
}

std::int64_t Answers::width() const noexcept {
  const bool one = kind_ == TargetKind::value || kind_ == TargetKind::anomaly;
  return one ? 1 : static_cast<std::int64_t>(classes_.size());
}

Array Answers::encode_labels(const Samples& samples) const {
  const TextColumn& texts = detail::texts_of(samples, samples.column(column_));
  detail::Vocabulary ids(0);
  ids.set(classes_);
  Array out({texts.size(), width()}, DType::f32);
  const std::span<float> to = out.mutable_data<float>();
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    for (const std::string_view label : detail::split_labels(texts[row], separator_)) {
      const std::int64_t id = ids.find(label);
      if (id >= 0) {
        to[static_cast<std::size_t>(row * width() + id)] = 1;
        continue;
      }
      const std::string_view near = nearest_name(label, classes_);
      fail<ValueError>({detail::place_of(samples, row, column_),
                        fmt::format("the label {} is not in the training part", detail::in_quotes(label)),
                        fmt::format("{} labels", classes_.size()),
                        near.empty() ? "Give more examples of it, or leave it out."
                                     : fmt::format("Is it '{}', written otherwise?", near)});
    }
  }
  return out;
}

UnseenClasses Answers::unseen(const Samples& samples) const {
  std::set<std::string, std::less<>> names;
  UnseenClasses unseen;
  if (kind_ != TargetKind::classes && kind_ != TargetKind::labels) return {};
  const TextColumn& texts = detail::texts_of(samples, samples.column(column_));
  detail::Vocabulary ids(0);
  ids.set(classes_);
  const auto is_unseen = [&](std::string_view name) {
    if (ids.find(name) >= 0) return false;
    names.insert(std::string(name));
    return true;
  };
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    bool any = false;
    if (kind_ == TargetKind::labels) {
      for (const std::string_view label : detail::split_labels(texts[row], separator_))
        any = is_unseen(label) || any;
    } else if (!is_missing_text(texts[row])) {
      any = is_unseen(detail::class_name(texts[row]));
    }
    unseen.examples += any;
  }
  unseen.names.assign(names.begin(), names.end());
  return unseen;
}

void Answers::add_classes(const std::vector<std::string>& names) {
  classes_.insert(classes_.end(), names.begin(), names.end());
}

std::vector<bool> Answers::unusual(const Samples& samples) const {
  std::vector<bool> unusual;
  if (normal_.empty() || samples.find(column_) < 0) return unusual;
  const TextColumn& texts = detail::texts_of(samples, samples.column(column_));
  for (std::int64_t row = 0; row < texts.size(); ++row)
    unusual.push_back(detail::class_name(texts[row]) != normal_);
  return unusual;
}

std::vector<bool> Answers::known(const Samples& samples) const {
  std::vector<bool> known(static_cast<std::size_t>(samples.size()), true);
  if (kind_ != TargetKind::classes && kind_ != TargetKind::value) return known;
  const TextColumn& texts = detail::texts_of(samples, samples.column(column_));
  for (std::int64_t row = 0; row < texts.size(); ++row)
    known[static_cast<std::size_t>(row)] = !is_missing_text(texts[row]);
  return known;
}

Array Answers::encode(const Samples& samples, bool may_lack) const {
  if (kind_ == TargetKind::anomaly) return Array({samples.size(), 1});  // a perfect copy has no error
  if (kind_ == TargetKind::labels) return encode_labels(samples);
  const TextColumn& texts = detail::texts_of(samples, samples.column(column_));
  const auto is_lacking = [&](std::int64_t row) { return may_lack && is_missing_text(texts[row]); };
  if (kind_ == TargetKind::value) {
    Array out({texts.size(), 1}, DType::f32);
    const std::span<float> to = out.mutable_data<float>();
    for (std::int64_t row = 0; row < texts.size(); ++row) {
      if (is_lacking(row)) continue;
      const double value = value_in(samples, texts, row, column_, format_);
      to[static_cast<std::size_t>(row)] = static_cast<float>((value - mean_) / deviation_);
    }
    return out;
  }
  detail::Vocabulary ids(0);
  ids.set(classes_);
  Array out({texts.size()}, DType::i32);
  const std::span<std::int32_t> to = out.mutable_data<std::int32_t>();
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    if (is_lacking(row)) continue;
    const std::string answer = detail::class_name(answer_in(samples, texts, row, column_));
    const std::int64_t id = ids.find(answer);
    if (id < 0) {
      const std::string_view near = nearest_name(answer, classes_);
      fail<ValueError>({detail::place_of(samples, row, column_),
                        fmt::format("the class {} is not in the training part", detail::in_quotes(answer)),
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
  } else if (kind_ == TargetKind::labels) {
    json["labels"] = classes_;
    json["separator"] = std::string(1, separator_);
  } else if (kind_ == TargetKind::anomaly) {
    json["normal"] = normal_;
    json["threshold"] = threshold_;
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
    } else if (json.at("kind").get<std::string>() == "labels") {
      answers.kind_ = TargetKind::labels;
      answers.classes_ = json.at("labels").get<std::vector<std::string>>();
      const auto separator = json.at("separator").get<std::string>();
      if (!answers.classes_.empty() && separator.size() == 1) {
        answers.separator_ = separator[0];
        return answers;
      }
      problem = "labels without names or separator";
    } else if (json.at("kind").get<std::string>() == "anomaly") {
      answers.kind_ = TargetKind::anomaly;
      answers.normal_ = json.at("normal").get<std::string>();
      answers.threshold_ = json.at("threshold").get<double>();
      return answers;
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
