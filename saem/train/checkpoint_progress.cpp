#include "saem/train/checkpoint_progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string_view>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

constexpr std::size_t counts = 9;
constexpr std::string_view history_prefix = "history/", callback_prefix = "callbacks/";

Array array_of(std::span<const double> values) {
  Array array = Array::uninitialized({static_cast<std::int64_t>(values.size())}, DType::f64);
  std::copy(values.begin(), values.end(), array.mutable_data<double>().begin());
  return array;
}

const Array& typed(const SafetensorsFile& file, const std::string& name, DType dtype) {
  const Array& array = file.at(name);
  if (array.dtype() != dtype || array.shape().rank() != 1) {
    fail<ValueError>({fmt::format("'{}'", name),
                      fmt::format("expected a row of {}, received {} {}", saem::name(dtype),
                                  saem::name(array.dtype()), array.shape().to_string()),
                      {},
                      {}});
  }
  return array;
}

std::vector<double> numbers_of(const SafetensorsFile& file, const std::string& name) {
  const auto values = typed(file, name, DType::f64).data<double>();
  return {values.begin(), values.end()};
}

void require(bool holds, const char* what) {
  if (!holds) fail<ValueError>({"'progress'", fmt::format("cannot be that of a run: {}", what), {}, {}});
}

void check(const TrainingProgress& p) {
  const History& h = p.history;
  require(p.rows > 0, "it has no rows");
  require(p.batch_size > 0 && p.batch_size <= p.rows, "its batch size does not fit its rows");
  require(h.steps_per_epoch == p.rows / p.batch_size + (p.rows % p.batch_size != 0 ? 1 : 0),
          "its steps per epoch are not those of its rows and batches");
  require(p.epoch >= 0 && p.epoch <= std::numeric_limits<int>::max(), "its number of epochs is out of range");
  require(p.batches >= 0 && p.batches < h.steps_per_epoch, "its batch is not one of an epoch");
  // (Divided, not multiplied: products may overflow.)
  require(h.steps >= p.batches && (h.steps - p.batches) % h.steps_per_epoch == 0 &&
              (h.steps - p.batches) / h.steps_per_epoch == p.epoch,
          "its steps are not those of its epochs and batches");
  require(std::cmp_equal(h.seconds.size(), p.epoch), "it has not one time for each epoch");
  require(std::cmp_less_equal(h.validation_seconds.size(), p.epoch), "it has more validations than epochs");
  require((p.batches == 0) == p.metrics.empty(), "its metrics are not of its batches");
  require(std::isfinite(p.initial_learning_rate) && p.initial_learning_rate >= 0,
          "its learning rate is not a finite number of at least 0");
  for (const auto& [name, column] : h.history)
    require(std::cmp_equal(column.size(), p.epoch), "its history has not one value for each epoch");
}

}  // namespace

void add_progress(SafetensorsFile& file, const TrainingProgress& p) {
  const History& h = p.history;
  Array numbers({counts}, DType::i64);
  const std::int64_t values[counts] = {p.rows,    p.batch_size,      static_cast<std::int64_t>(p.seed),
                                       p.shuffle, p.epoch,           p.batches,
                                       h.steps,   h.steps_per_epoch, h.stopped};
  std::copy(std::begin(values), std::end(values), numbers.mutable_data<std::int64_t>().begin());
  file.tensors.emplace_back("progress/counts", numbers);
  file.tensors.emplace_back("progress/initial_learning_rate", array_of({{p.initial_learning_rate}}));
  file.tensors.emplace_back("progress/metrics", array_of(p.metrics));
  for (const auto& [name, column] : h.history)
    file.tensors.emplace_back(std::string(history_prefix) + name, array_of(column));
  file.tensors.emplace_back("seconds/training", array_of(h.seconds));
  file.tensors.emplace_back("seconds/validation", array_of(h.validation_seconds));
  for (const auto& [name, value] : p.callbacks)
    file.tensors.emplace_back(std::string(callback_prefix) + name, value);
}

TrainingProgress progress_of(const SafetensorsFile& file) {
  const Array& numbers = typed(file, "progress/counts", DType::i64);
  const std::vector<double> rate = numbers_of(file, "progress/initial_learning_rate");
  if (numbers.size() != counts || rate.size() != 1)
    fail<ValueError>({"'progress'", "has another number of entries than this program writes", {}, {}});
  const auto n = numbers.data<std::int64_t>();
  require((n[3] == 0 || n[3] == 1) && (n[8] == 0 || n[8] == 1), "a yes or no is neither");
  TrainingProgress p{.rows = n[0],
                     .batch_size = n[1],
                     .seed = static_cast<std::uint64_t>(n[2]),
                     .shuffle = n[3] != 0,
                     .epoch = n[4],
                     .batches = n[5],
                     .initial_learning_rate = rate[0],
                     .metrics = numbers_of(file, "progress/metrics")};
  History& h = p.history;
  h.steps = n[6];
  h.steps_per_epoch = n[7];
  h.stopped = n[8] != 0;
  h.seconds = numbers_of(file, "seconds/training");
  h.validation_seconds = numbers_of(file, "seconds/validation");
  for (const auto& [name, array] : file.tensors) {
    if (name.starts_with(history_prefix))
      h.history[name.substr(history_prefix.size())] = numbers_of(file, name);
    if (name.starts_with(callback_prefix)) p.callbacks[name.substr(callback_prefix.size())] = array;
  }
  check(p);
  for (int i = 0; i < p.epoch; ++i) h.epoch.push_back(i);
  return p;
}

}  // namespace saem::detail
