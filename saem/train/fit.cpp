#include <fmt/format.h>

#include <cmath>
#include <tuple>

#include "saem/core/error.h"
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
  if (options.validation_split > 0 && options.validation_data) {
    fail<ValueError>({"fit", "received both validation_data and validation_split", {}, "Give one of them."});
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
  const std::int64_t n = train.rows();
  if (options.batch_size > n) {
    fail<ValueError>(
        {"fit",
         fmt::format("the batch is larger than the data: batch_size is {}, but there are {} rows",
                     options.batch_size, n),
         {},
         fmt::format("Use a batch_size of at most {}.", n)});
  }
  return run_fit(model, options, train, validation);
}

}  // namespace saem
