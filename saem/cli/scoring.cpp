#include "saem/cli/scoring.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/printable.h"
#include "saem/report/text.h"

namespace saem::cli {
void compile_for_scoring(Model& model, const std::string& precision) {
  model.compile({.optimizer = "sgd",
                 .loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy"},
                 .precision = precision});
}

Score score(Model& model, const Dataset& data, const std::vector<std::string>& labels,
            std::int64_t batch_size) {
  Score result;
  result.loss = model.evaluate(data, {.batch_size = batch_size}).at("loss");
  const Array probabilities = model.predict(data.x, {.batch_size = batch_size});
  const std::int64_t n = data.size();
  const auto classes = static_cast<std::size_t>(probabilities.shape()[1]);
  result.predictions = Array(Shape{n}, DType::i32);
  const std::span<std::int32_t> predictions = result.predictions.mutable_data<std::int32_t>();
  const std::span<const std::int32_t> truth = data.y.data<std::int32_t>();
  std::span<const float> rest = probabilities.data<float>();
  for (std::size_t i = 0; i < predictions.size(); ++i, rest = rest.subspan(classes)) {
    const auto surest = std::ranges::max_element(rest.first(classes));
    predictions[i] = static_cast<std::int32_t>(surest - rest.begin());
    result.confidences.push_back(*surest);
    result.correct.push_back(predictions[i] == truth[i]);
  }
  result.classification = make_classification_report(data.y, result.predictions, labels);
  result.confusion = confusion_matrix(data.y, result.predictions, labels);
  return result;
}

std::string describe_confusion(const ConfusionMatrix& confusion) {
  const std::vector<Confusion> worst = confusion.most_confused(1);
  if (worst.empty()) return {};
  const auto name = [&](std::int64_t c) {
    return detail::printable(confusion.class_names[static_cast<std::size_t>(c)]);
  };
  return fmt::format("most confused: {} taken for {} ({} of {})", name(worst[0].true_class),
                     name(worst[0].predicted_class), detail::with_separators(worst[0].count),
                     detail::with_separators(worst[0].of));
}

}  // namespace saem::cli
