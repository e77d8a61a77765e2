#include "saem/task/trained_task.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <nlohmann/json.hpp>
#include <numeric>

#include "saem/core/error.h"
#include "saem/core/parse_json.h"
#include "saem/task/task_source.h"

namespace saem {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* task_key = "task";
/// Whole data may not fit into the memory once they are encoded.
constexpr std::int64_t most_at_once = 4096;
constexpr std::size_t most_bytes_at_once = std::size_t{1} << 26;
/// What a network makes of a picture in between is tens of times as large.
constexpr std::size_t most_bytes_of_batch = std::size_t{1} << 22;
/// Batches are bounded here; and what a training was let begin with (--no-memory-check) is measured too.
PredictOptions batches_of(std::int64_t size) { return {.batch_size = size, .check_memory = false}; }

Array most_probable(const Array& probabilities) {
  const std::int64_t n = probabilities.shape()[0], classes = probabilities.shape()[1];
  Array labels({n}, DType::i32);
  const std::span<std::int32_t> to = labels.mutable_data<std::int32_t>();
  const float* row = probabilities.data<float>().data();
  for (std::int64_t i = 0; i < n; ++i, row += classes)
    to[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(std::max_element(row, row + classes) - row);
  return labels;
}

}  // namespace

TrainedTask::TrainedTask(Inputs inputs, std::vector<Answers> answers, Model model)
    : inputs_(std::move(inputs)), answers_(std::move(answers)), model_(std::move(model)) {}

void TrainedTask::set_test_changes(const std::vector<AugmentationStep>& steps, int times) {
  constexpr std::array<std::string_view, 4> not_alike{"mixup", "cutmix", "erase", "mask"};
  changes_.clear();
  for (const AugmentationStep& step : steps) {
    if (std::ranges::find(not_alike, step.name) == not_alike.end()) changes_.push_back(step);
  }
  times_ = changes_.empty() ? 0 : times;
}

std::vector<Array> TrainedTask::outputs_of(const Samples& samples, std::int64_t batch_size) {
  std::vector<Array> sum = model_.predict_all(inputs_.encode(samples), batches_of(batch_size));
  if (times_ == 0) return sum;
  const TaskSource changed(samples, inputs_, {}, {.augmentation = changes_});
  std::vector<std::int64_t> rows(static_cast<std::size_t>(samples.size()));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  for (int time = 0; time < times_; ++time) {
    const std::vector<Array> more = model_.predict_all(changed.gather(rows, time).x, batches_of(batch_size));
    for (std::size_t t = 0; t < sum.size(); ++t) {
      const std::span<const float> from = more[t].data<float>();
      const std::span<float> to = sum[t].mutable_data<float>();
      for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
    }
  }
  for (Array& outputs : sum) {
    for (float& value : outputs.mutable_data<float>()) value /= static_cast<float>(times_ + 1);
  }
  return sum;
}

std::vector<Predictions> TrainedTask::predict(const Samples& samples, std::int64_t most_of_batch) {
  const std::int64_t n = samples.size();
  const std::int64_t batch_size = std::min(most_of_batch, inputs_.examples_of(most_bytes_of_batch));
  // Whole batches, so that the programs for their size are used again.
  const std::int64_t room = std::min(most_at_once, inputs_.examples_of(most_bytes_at_once));
  const std::int64_t at_once = std::max<std::int64_t>(1, room / batch_size) * batch_size;
  if (n <= at_once) return answers_of(outputs_of(samples, batch_size));
  std::vector<Array> all;
  for (std::int64_t first = 0; first < n; first += at_once) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(std::min(at_once, n - first)));
    std::iota(rows.begin(), rows.end(), first);
    const std::vector<Array> outputs = outputs_of(samples.take(rows), batch_size);
    for (std::size_t t = 0; t < outputs.size(); ++t) {
      const Array& part = outputs[t];
      if (first == 0) all.push_back(Array::uninitialized(part.shape().with(0, n), DType::f32));
      const std::size_t row_bytes = part.byte_size() / rows.size();
      std::memcpy(all[t].mutable_bytes() + static_cast<std::size_t>(first) * row_bytes, part.bytes(),
                  part.byte_size());
    }
  }
  return answers_of(all);
}

std::vector<Predictions> TrainedTask::predict_encoded(const std::vector<Array>& inputs,
                                                      std::int64_t batch_size) {
  return answers_of(model_.predict_all(inputs, batches_of(batch_size)));
}

std::vector<Predictions> TrainedTask::answers_of(const std::vector<Array>& outputs) const {
  std::vector<Predictions> all;
  for (std::size_t t = 0; t < answers_.size(); ++t) {
    const Answers& a = answers_[t];
    Predictions p{.column = a.column(), .kind = a.kind()};
    if (a.kind() == TargetKind::classes) {
      p.classes = a.classes();
      p.probabilities = outputs[t];
      p.labels = most_probable(outputs[t]);
    } else if (a.kind() == TargetKind::labels) {
      p.classes = a.classes();
      p.probabilities = outputs[t];
    } else if (a.kind() == TargetKind::anomaly) {
      p.values = outputs[t].reshape({outputs[t].shape()[0]}).astype(DType::f64);
      p.threshold = a.threshold();
    } else {
      p.values = a.decode(outputs[t]);
    }
    all.push_back(std::move(p));
  }
  return all;
}

void TrainedTask::save(const std::filesystem::path& path) {
  Json json{{"version", 1}, {"inputs", inputs_.to_json()}, {"answers", Json::array()}};
  for (const Answers& a : answers_) json["answers"].push_back(a.to_json());
  if (times_ > 0) {
    json["test_changes"] = {{"times", times_}, {"steps", Json::array()}};
    for (const AugmentationStep& step : changes_) json["test_changes"]["steps"].push_back(to_string(step));
  }
  model_.information()[task_key] = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  model_.save(path);
}

bool TrainedTask::is_task(const Model& model) { return model.information().contains(task_key); }

TrainedTask TrainedTask::from_model(const Model& model, const std::string& place) {
  const auto refuse = [&](const std::string& problem) {
    fail<FileError>({place, problem, "", "Train the model again with saem train, or use a newer saem."});
  };
  if (!is_task(model)) refuse("the file does not say what the model predicts from what");
  const auto json = parse_json<Json>(model.information()[task_key]);
  if (!json.is_object() || !json.contains("version") || !json["version"].is_number_integer() ||
      json["version"] != 1 || !json.contains("inputs") || !json.contains("answers") ||
      !json["answers"].is_array())
    refuse("what the model predicts from what cannot be read");
  TrainedTask task(Inputs::from_json(json["inputs"], place), {}, model);
  for (const auto& a : json["answers"]) task.answers_.push_back(Answers::from_json(a, place));
  if (json.contains("test_changes")) task.read_test_changes(json["test_changes"], place);
  // The file may say anything: what it says must fit the network in it.
  const std::vector<Inputs::Input> inputs = task.inputs_.outputs();
  bool fits =
      inputs.size() == model.input_shapes().size() && task.answers_.size() == model.output_shapes().size();
  for (std::size_t i = 0; fits && i < inputs.size(); ++i)
    fits = model.input_shapes()[i] == Shape{-1}.concat(inputs[i].output.shape);
  for (std::size_t i = 0; fits && i < task.answers_.size(); ++i)
    fits = model.output_shapes()[i] == Shape{-1, task.answers_[i].width()};
  if (!fits) refuse("the inputs and answers that it names do not fit its network");
  return task;
}

void TrainedTask::read_test_changes(const nlohmann::ordered_json& json, const std::string& place) {
  try {
    std::vector<AugmentationStep> steps;
    for (const auto& text : json.at("steps")) steps.push_back(parse_augmentation(text.get<std::string>()));
    const int times = json.at("times").get<int>();
    if (times >= 1 && times <= 1000) return set_test_changes(steps, times);
  } catch (const nlohmann::json::exception&) {
  } catch (const ValueError&) {
  }
  fail<FileError>({place, "how its answers are averaged cannot be read", "",
                   "Train the model again with saem train, or use a newer saem."});
}

TrainedTask TrainedTask::load(const std::filesystem::path& path) {
  return from_model(load_model(path), path.string());
}

}  // namespace saem
