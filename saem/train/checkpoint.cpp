#include "saem/train/checkpoint.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "saem/core/error.h"
#include "saem/interop/safetensors.h"
#include "saem/train/checkpoint_progress.h"
#include "saem/train/model.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

const std::string version_key = "saem.checkpoint";
const std::string version = "2";

/// The variables of a run under their names in the file.
std::map<std::string, Variable> variables_of(const Model& model) {
  std::map<std::string, Variable> all;
  const auto add = [&](const std::string& name, const Variable& variable) {
    if (all.emplace(name, variable).second) return;
    fail<ValueError>({"checkpoint",
                      fmt::format("two variables are called '{}'", name),
                      {},
                      "Give the layers, and the weights within each, different names."});
  };
  for (const Variable& v : model.variables()) add("model/" + v.name(), v);
  add("random", model.random_state().variable());
  Optimizer& optimizer = model.optimizer();
  optimizer.build(model.trainable_variables());
  for (const Variable& v : optimizer.variables()) add("optimizer/" + v.name(), v);
  return all;
}

bool is_value_name(const std::string& name) {
  return name == "random" || name.starts_with("model/") || name.starts_with("optimizer/");
}

void require_checkpoint(const SafetensorsFile& file, const fs::path& path) {
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
                     "It was written by another version of saem: go on with that one."});
  }
}

/// The file at `path`, or, where it is damaged, the one before, which then takes its place: the next write
/// would make the damaged one PATH.previous. Where both are damaged, the newer one's message counts.
SafetensorsFile read_whole(const fs::path& path) {
  try {
    return read_safetensors(path);
  } catch (const FileError&) {
    const fs::path previous = previous_checkpoint(path);
    std::error_code ignored;
    if (!fs::exists(previous, ignored) || ::access(path.c_str(), R_OK) != 0) throw;
    std::optional<SafetensorsFile> before;
    try {
      before = read_safetensors(previous);
      require_checkpoint(*before, previous);
    } catch (const FileError&) {
      before.reset();
    }
    if (!before) throw;
    fs::rename(previous, path, ignored);
    return std::move(*before);
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
  for (const auto& [name, variable] : variables_of(model)) file.tensors.emplace_back(name, variable.value());
  detail::add_progress(file, progress);
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

std::optional<Checkpoint> read_checkpoint(const fs::path& path) {
  std::error_code ignored;
  fs::path found = path;
  if (!fs::exists(path, ignored)) {
    found = previous_checkpoint(path);
    if (!fs::exists(found, ignored)) return std::nullopt;
  }
  const SafetensorsFile file = found == path ? read_whole(path) : read_safetensors(found);
  require_checkpoint(file, found);
  Checkpoint checkpoint{.path = path, .progress = {}, .values = {}};
  try {
    checkpoint.progress = detail::progress_of(file);
  } catch (const ValueError& error) {
    throw FileError(fmt::format("{}: {}", path.string(), error.what()));
  }
  for (const auto& [name, value] : file.tensors) {
    if (is_value_name(name)) checkpoint.values[name] = value;
  }
  return checkpoint;
}

void Checkpoint::check(const Model& model) const {
  const std::map<std::string, Variable> variables = variables_of(model);
  for (const auto& [name, variable] : variables) {
    const auto found = values.find(name);
    if (found == values.end())
      fail_other_run(path, fmt::format("has no value for '{}' of this model and its optimizer", name));
    const Array& value = found->second;
    if (!(value.shape() == variable.shape()) || value.dtype() != variable.dtype()) {
      fail_other_run(path, fmt::format("'{}' has shape {} and dtype {} in the checkpoint, but {} and {} here",
                                       name, value.shape().to_string(), saem::name(value.dtype()),
                                       variable.shape().to_string(), saem::name(variable.dtype())));
    }
  }
  for (const auto& [name, value] : values) {
    if (!variables.contains(name))
      fail_other_run(path,
                     fmt::format("has a value for '{}', which this model and its optimizer lack", name));
  }
}

void Checkpoint::restore(const Model& model) const {
  check(model);
  for (auto& [name, variable] : variables_of(model)) Variable(variable).assign(Tensor(values.at(name)));
}

}  // namespace saem
