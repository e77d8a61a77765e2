#include <fmt/format.h>

#include <array>
#include <cmath>
#include <memory>
#include <tuple>

#include "saem/core/error.h"
#include "saem/train/batch_feed.h"
#include "saem/train/data_checks.h"
#include "saem/train/trainer.h"

namespace saem {
namespace {

void check_options(const FitOptions& options) {
  check_at_least(options.epochs, 0, "fit", "epochs");
  check_at_least(options.batch_size, 1, "fit", "batch_size");
  if (options.verbose < 0 || options.verbose > 2) {
    fail<ValueError>({"fit",
                      fmt::format("expected verbose to be 0, 1 or 2, received {}", options.verbose),
                      {},
                      "0 is silent, 1 a progress bar, 2 a line per epoch."});
  }
  if (!(options.validation_split >= 0 && options.validation_split < 1)) {
    fail<ValueError>(
        {"fit",
         fmt::format("expected validation_split in [0, 1), received {}", options.validation_split),
         {},
         "It is the share of the rows that is kept for validation: 0.2 for a fifth."});
  }
  const bool has_source = options.validation_source != nullptr;
  if ((options.validation_split > 0) + options.validation_data.has_value() + has_source > 1) {
    fail<ValueError>({"fit",
                      fmt::format("received both {} and {}",
                                  options.validation_data ? "validation_data" : "validation_source",
                                  options.validation_split > 0 ? "validation_split" : "validation_source"),
                      {},
                      "Give one of them."});
  }
}

// The last share of the rows, as in Keras: before any shuffling.
std::pair<ModelData, ModelData> split(const ModelData& data, double share) {
  const std::int64_t n = data.rows();
  const auto first = static_cast<std::int64_t>(std::floor(static_cast<double>(n) * (1.0 - share)));
  if (first == 0 || first == n) {
    fail<ValueError>({"fit",
                      fmt::format("validation_split = {} of {} rows leaves no rows to {}", share, n,
                                  first == 0 ? "train on" : "validate on"),
                      {},
                      "Choose another share, or give more data."});
  }
  return {data.slice(0, first), data.slice(first, n)};
}

}  // namespace

History Trainer::fit(Model& model, const Examples& examples, const FitOptions& options) {
  require_compiled("fit");
  check_options(options);
  prepare(model, examples.x, "fit");
  ModelData train = match(model, examples, "fit", options.sample_weight);
  std::optional<ModelData> validation;
  if (options.validation_data) {
    validation = match_data({model, steps_.objective(), "fit", "validation "}, *options.validation_data);
  } else if (options.validation_split > 0) {
    std::tie(train, validation) = split(train, options.validation_split);
  }
  apply_class_weight(train, options.class_weight, "fit");
  ArrayFeed learned(train);
  std::optional<ArrayFeed> watched;
  if (validation) watched.emplace(*validation);
  train = {};  // the feed has its arrays
  if (options.validation_source) {
    const std::unique_ptr<BatchFeed> source =
        feed_of(model, *options.validation_source, "fit", "validation ");
    return run_fit(model, options, learned, source.get());
  }
  return run_fit(model, options, learned, watched ? &*watched : nullptr);
}

History Trainer::fit(Model& model, const ExampleSource& source, const FitOptions& options) {
  require_compiled("fit");
  check_options(options);
  if (options.validation_split > 0 || options.sample_weight.given()) {
    fail<ValueError>({"fit",
                      fmt::format("{} is for examples in memory, these come from a source",
                                  options.validation_split > 0 ? "validation_split" : "sample_weight"),
                      {},
                      options.validation_split > 0 ? "Give validation_data or a validation_source."
                                                   : "Let the source give each batch its sample_weight."});
  }
  const std::unique_ptr<BatchFeed> learned = feed_of(model, source, "fit", "", options.class_weight);
  if (options.validation_data) {
    ArrayFeed watched(
        match_data({model, steps_.objective(), "fit", "validation "}, *options.validation_data));
    return run_fit(model, options, *learned, &watched);
  }
  std::unique_ptr<BatchFeed> watched;
  if (options.validation_source) watched = feed_of(model, *options.validation_source, "fit", "validation ");
  return run_fit(model, options, *learned, watched.get());
}

std::unique_ptr<BatchFeed> Trainer::feed_of(Model& model, const ExampleSource& source, std::string_view place,
                                            const std::string& prefix, const ClassWeights& weights) {
  if (source.size() < 1) {
    fail<ValueError>({std::string(place),
                      fmt::format("the {}source has no examples", prefix),
                      {},
                      "Give it one at least."});
  }
  if (!model.built()) {
    constexpr std::array<std::int64_t, 1> first{0};
    prepare(model, source.gather(first, -1).x, place);
  }
  steps_.refresh(model);
  return std::make_unique<SourceFeed>(source, [this, &model, place, prefix, weights](const Examples& batch) {
    ModelData data = match_data({model, steps_.objective(), place, prefix}, batch);
    apply_class_weight(data, weights, place);
    return data;
  });
}

}  // namespace saem
