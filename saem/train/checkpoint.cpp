#include "saem/train/checkpoint.h"

#include <fmt/format.h>

#include <cstring>
#include <span>
#include <utility>

#include "saem/core/error.h"
#include "saem/interop/safetensors.h"
#include "saem/train/model.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

const std::string version_key = "saem.checkpoint";
const std::string version = "1";
constexpr std::size_t counts = 8;

Array array_of(std::span<const double> values) {
  Array array = Array::uninitialized({static_cast<std::int64_t>(values.size())}, DType::f64);
  std::copy(values.begin(), values.end(), array.mutable_data<double>().begin());
  return array;
}

std::vector<double> vector_of(const Array& array) {
  const auto values = array.data<double>();
  return {values.begin(), values.end()};
}

/// A variable of the run under its name in the file.
using Named = std::pair<std::string, Variable>;

std::vector<Named> state_of(const Model& model) {
  std::vector<Named> all;
  for (const Variable& v : model.variables()) all.emplace_back("model/" + v.name(), v);
  all.emplace_back("random", model.random_state().variable());
  Optimizer& optimizer = model.optimizer();
  optimizer.build(model.trainable_variables());
  for (const Variable& v : optimizer.variables()) all.emplace_back("optimizer/" + v.name(), v);
  return all;
}

void add_progress(SafetensorsFile& file, const TrainingProgress& p) {
  const History& h = p.history;
  Array numbers({counts}, DType::i64);
  const std::int64_t values[counts] = {p.rows,    p.batch_size,     static_cast<std::int64_t>(p.seed),
                                       p.shuffle, p.epoch,          p.batches,
                                       h.steps,   h.steps_per_epoch};
  std::copy(std::begin(values), std::end(values), numbers.mutable_data<std::int64_t>().begin());
  file.tensors.emplace_back("progress/counts", numbers);
  file.tensors.emplace_back("progress/initial_learning_rate", array_of({{p.initial_learning_rate}}));
  file.tensors.emplace_back("progress/metrics", array_of(p.metrics));
  for (const auto& [name, column] : h.history) file.tensors.emplace_back("history/" + name, array_of(column));
  file.tensors.emplace_back("seconds/training", array_of(h.seconds));
  file.tensors.emplace_back("seconds/validation", array_of(h.validation_seconds));
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

TrainingProgress progress_of(const SafetensorsFile& file) {
  const Array& numbers = typed(file, "progress/counts", DType::i64);
  const Array& rate = typed(file, "progress/initial_learning_rate", DType::f64);
  if (numbers.size() != counts || rate.size() != 1)
    fail<ValueError>({"'progress'", "has another number of entries than this program writes", {}, {}});
  const auto n = numbers.data<std::int64_t>();
  TrainingProgress p{.rows = n[0],
                     .batch_size = n[1],
                     .seed = static_cast<std::uint64_t>(n[2]),
                     .shuffle = n[3] != 0,
                     .epoch = n[4],
                     .batches = n[5],
                     .initial_learning_rate = rate.data<double>()[0],
                     .metrics = vector_of(typed(file, "progress/metrics", DType::f64))};
  History& h = p.history;
  h.steps = n[6];
  h.steps_per_epoch = n[7];
  h.seconds = vector_of(typed(file, "seconds/training", DType::f64));
  h.validation_seconds = vector_of(typed(file, "seconds/validation", DType::f64));
  constexpr std::string_view prefix = "history/";
  for (const auto& [name, array] : file.tensors) {
    if (name.starts_with(prefix))
      h.history[name.substr(prefix.size())] = vector_of(typed(file, name, DType::f64));
  }
  for (std::int64_t i = 0; i < p.epoch; ++i) h.epoch.push_back(static_cast<int>(i));
  for (const auto& [name, column] : h.history) {
    if (static_cast<std::int64_t>(column.size()) != p.epoch)
      fail<ValueError>(
          {fmt::format("history of '{}'", name), "has another length than the number of epochs", {}, {}});
  }
  return p;
}

TrainingProgress progress_in(const SafetensorsFile& file, const fs::path& path) {
  try {
    return progress_of(file);
  } catch (const ValueError& error) {
    throw FileError(fmt::format("{}: {}", path.string(), error.what()));
  }
}

SafetensorsFile read_file_of(const fs::path& path) {
  SafetensorsFile file = read_safetensors(path);
  const auto found = file.metadata.find(version_key);
  if (found == file.metadata.end()) {
    fail<FileError>(
        {path.string(), "is not a checkpoint", {}, "Name a file that fit wrote as its checkpoint."});
  }
  if (found->second != version) {
    fail<FileError>({path.string(),
                     fmt::format("its checkpoint version is '{}', this program reads version '{}'",
                                 found->second, version),
                     {},
                     "It was probably written by a newer saem: update this one."});
  }
  return file;
}

/// Where both are gone or damaged, the newer one's message counts.
std::optional<SafetensorsFile> read_newest(const fs::path& path) {
  const fs::path previous = previous_checkpoint(path);
  std::error_code ignored;
  const bool has_previous = fs::exists(previous, ignored);
  if (!fs::exists(path, ignored)) {
    if (!has_previous) return std::nullopt;
    return read_file_of(previous);
  }
  try {
    return read_file_of(path);
  } catch (const FileError&) {
    if (!has_previous) throw;
    try {
      return read_file_of(previous);
    } catch (const FileError&) {
    }
    throw;
  }
}

[[noreturn]] void fail_other_run(const fs::path& path, const std::string& problem) {
  fail<ValueError>(
      {path.string(),
       problem,
       {},
       "Resume with the model, optimizer and options that the checkpoint was written with, or remove it."});
}

}  // namespace

fs::path previous_checkpoint(const fs::path& path) {
  fs::path previous = path;
  previous += ".previous";
  return previous;
}

void write_checkpoint(const fs::path& path, const Model& model, const TrainingProgress& progress) {
  SafetensorsFile file;
  file.metadata[version_key] = version;
  for (const auto& [name, variable] : state_of(model)) file.tensors.emplace_back(name, variable.value());
  add_progress(file, progress);
  // A second name for the file that is about to be replaced: at every instant one of the two is there.
  const fs::path previous = previous_checkpoint(path);
  std::error_code ignored;
  if (fs::exists(path, ignored)) {
    fs::path link = path;
    link += ".link";
    fs::remove(link, ignored);
    std::error_code error;
    fs::create_hard_link(path, link, error);
    if (!error) fs::rename(link, previous, error);
    if (error) fs::copy_file(path, previous, fs::copy_options::overwrite_existing, ignored);
    fs::remove(link, ignored);  // rename leaves it where both names are of one file already
  }
  write_safetensors(path, file);
}

std::optional<TrainingProgress> peek_checkpoint(const fs::path& path) {
  const std::optional<SafetensorsFile> file = read_newest(path);
  if (!file) return std::nullopt;
  return progress_in(*file, path);
}

std::optional<TrainingProgress> read_checkpoint(const fs::path& path, Model& model) {
  const std::optional<SafetensorsFile> file = read_newest(path);
  if (!file) return std::nullopt;
  TrainingProgress progress = progress_in(*file, path);
  std::vector<std::pair<Variable, Array>> values;
  for (auto& [name, variable] : state_of(model)) {
    if (!file->contains(name))
      fail_other_run(path, fmt::format("has no value for '{}' of this model and its optimizer", name));
    const Array& value = file->at(name);
    if (!(value.shape() == variable.shape()) || value.dtype() != variable.dtype()) {
      fail_other_run(path, fmt::format("'{}' has shape {} and dtype {} in the checkpoint, but {} and {} here",
                                       name, value.shape().to_string(), saem::name(value.dtype()),
                                       variable.shape().to_string(), saem::name(variable.dtype())));
    }
    values.emplace_back(variable, value);
  }
  for (auto& [variable, value] : values) variable.assign(Tensor(value));
  return progress;
}

}  // namespace saem
