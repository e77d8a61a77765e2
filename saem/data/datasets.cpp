#include "saem/data/datasets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "saem/core/error.h"
#include "saem/data/idx_folder.h"

namespace saem::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view debian_fashion_mnist = "/usr/share/datasets/fashion-mnist";

const std::vector<std::string>& fashion_classes() {
  static const std::vector<std::string> classes = {"T-shirt/top", "Trouser",   "Pullover", "Dress",
                                                   "Coat",        "Sandal",    "Shirt",    "Sneaker",
                                                   "Bag",         "Ankle boot"};
  return classes;
}

/// The value of an environment variable; empty if it is not set.
std::string environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

/// Where a user keeps datasets of saem: the XDG base directory,
/// https://specifications.freedesktop.org/basedir-spec.
fs::path user_folder(std::string_view dataset) {
  const std::string data_home = environment("XDG_DATA_HOME");
  const fs::path base =
      data_home.empty() ? fs::path(environment("HOME")) / ".local/share" : fs::path(data_home);
  return base / "saem" / dataset;
}

/// The first of these folders that exists. Throws FileError with `advice` if none does.
fs::path find_folder(std::string_view dataset, const std::vector<fs::path>& candidates,
                     const std::string& advice) {
  std::string searched;
  for (const fs::path& candidate : candidates) {
    std::error_code ignored;
    if (fs::is_directory(candidate, ignored)) return candidate;
    searched += fmt::format("{}{}", searched.empty() ? "" : ", ", candidate.string());
  }
  fail<FileError>(
      {std::string(dataset), "this dataset is not on this machine", "looked in " + searched, advice});
}

struct KnownDataset {
  std::string_view name;
  DatasetPair (*load)();
};
constexpr std::array known_datasets = {KnownDataset{"fashion-mnist", fashion_mnist},
                                       KnownDataset{"mnist", mnist}};

}  // namespace

DatasetPair fashion_mnist() {
  const std::string chosen = environment("SAEM_FASHION_MNIST");
  const std::vector<fs::path> candidates =
      chosen.empty() ? std::vector<fs::path>{user_folder("fashion-mnist"), debian_fashion_mnist}
                     : std::vector<fs::path>{chosen};
  const fs::path folder = find_folder(
      "fashion-mnist", candidates,
      "On Debian and Ubuntu: apt-get install dataset-fashion-mnist. Elsewhere, put its four .gz files "
      "into a folder and set SAEM_FASHION_MNIST to it.");
  return detail::read_idx_folder(folder, fashion_classes(), "fashion-mnist");
}

DatasetPair mnist() {
  const std::string data = environment("SAEM_DATA");
  const std::vector<fs::path> candidates =
      data.empty() ? std::vector<fs::path>{user_folder("mnist"), "../shared/data/mnist"}
                   : std::vector<fs::path>{fs::path(data) / "mnist"};
  const fs::path folder =
      find_folder("mnist", candidates,
                  fmt::format("Put the four files of MNIST (train-images-idx3-ubyte.gz and so on) into {}.",
                              candidates.front().string()));
  return detail::read_idx_folder(folder, {}, "mnist");
}

DatasetPair idx_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    fail<FileError>(
        {folder.string(),
         fs::exists(folder, error) ? "expected a folder but this is a file" : "there is no such folder", "",
         "Give a folder with the four IDX files of a dataset."});
  }
  const bool is_fashion = fs::equivalent(folder, debian_fashion_mnist, error) && !error;
  std::string name = fs::absolute(folder, error).lexically_normal().filename().string();
  if (name.empty()) name = fs::absolute(folder, error).lexically_normal().parent_path().filename().string();
  return detail::read_idx_folder(folder, is_fashion ? fashion_classes() : std::vector<std::string>{}, name);
}

DatasetPair load(const std::string& name_or_folder) {
  std::string name = name_or_folder;
  std::replace(name.begin(), name.end(), '_', '-');
  for (const KnownDataset& dataset : known_datasets) {
    if (dataset.name == name) return dataset.load();
  }
  std::error_code ignored;
  if (fs::exists(name_or_folder, ignored)) return idx_folder(name_or_folder);
  const std::vector<std::string> known = names();
  const std::string_view nearest = nearest_name(name, known);
  fail<ValueError>({"dataset",
                    fmt::format("'{}' is neither a folder nor the name of a dataset", name_or_folder),
                    fmt::format("known datasets: {}", fmt::join(known, ", ")),
                    nearest.empty() ? "Give one of these names, or a folder with IDX files."
                                    : fmt::format("Did you mean '{}'?", nearest)});
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const KnownDataset& dataset : known_datasets) names.emplace_back(dataset.name);
  return names;
}

}  // namespace saem::datasets
