// Losses by name.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "saem/core/error.h"
#include "saem/nn/names.h"
#include "saem/train/loss_support.h"

namespace saem {
namespace {

struct Entry {
  std::string name;
  std::vector<std::string> aliases;
  std::shared_ptr<const Loss> (*make)();
};

template <class L>
Entry entry(std::vector<std::string> aliases = {}) {
  return {L().name(), std::move(aliases),
          []() -> std::shared_ptr<const Loss> { return std::make_shared<L>(); }};
}

const std::vector<Entry>& table() {
  static const std::vector<Entry> entries{
      entry<BinaryCrossentropy>({"bce"}),
      entry<BinaryFocalCrossentropy>(),
      entry<CategoricalCrossentropy>(),
      entry<CategoricalFocalCrossentropy>(),
      entry<CategoricalGeneralizedCrossEntropy>(),
      entry<CategoricalHinge>(),
      entry<Circle>(),
      entry<Contrastive>(),
      entry<CosineSimilarity>(),
      entry<Dice>(),
      entry<Hinge>(),
      entry<Huber>(),
      entry<KLDivergence>({"kld", "kullback_leibler_divergence"}),
      entry<LogCosh>(),
      entry<MeanAbsoluteError>({"mae"}),
      entry<MeanAbsolutePercentageError>({"mape"}),
      entry<MeanSquaredError>({"mse"}),
      entry<MeanSquaredLogarithmicError>({"msle"}),
      entry<Poisson>(),
      entry<Quantile>({"pinball"}),
      entry<SparseCategoricalCrossentropy>(),
      entry<SquaredHinge>(),
      entry<Triplet>(),
      entry<Tversky>(),
  };
  return entries;
}

}  // namespace

const std::vector<std::string>& loss_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Entry& e : table()) all.push_back(e.name);
    return all;
  }();
  return names;
}

std::shared_ptr<const Loss> make_loss(std::string_view name) {
  std::vector<std::string> candidates = loss_names();
  for (const Entry& e : table()) {
    if (detail::same_name(e.name, name)) return e.make();
    for (const std::string& alias : e.aliases) {
      if (detail::same_name(alias, name)) return e.make();
      candidates.push_back(alias);
    }
  }
  if (detail::same_name(name, "ctc")) {
    fail<ValueError>(
        {"loss",
         "'ctc' is one of Keras's that saem does not have",
         {},
         "Align labels and steps before, and use sparse_categorical_crossentropy; or derive a loss "
         "of your own from Loss."});
  }
  const std::string_view near = nearest_name(name, candidates);
  fail<ValueError>({"loss", fmt::format("there is no loss '{}'", name),
                    fmt::format("known: {}", fmt::join(loss_names(), ", ")),
                    near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

}  // namespace saem
