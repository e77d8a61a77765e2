#include "saem/backend/algorithms.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "saem/backend/cpu/onednn/library.h"
#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/parse_json.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t largest_file = std::size_t{1} << 24;

std::string processor() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("model name")) return line.substr(std::min(line.find(':') + 2, line.size()));
  }
  return "unknown processor";
}

AlgorithmChoices choices_of(const Json& json) {
  AlgorithmChoices choices;
  const auto here = json.find(algorithm_machine());
  if (here == json.end() || !here->is_object()) return choices;
  for (const auto& [problem, algorithm] : here->items()) {
    if (algorithm.is_string()) choices[problem] = algorithm.get<std::string>();
  }
  return choices;
}

/// What the file says for all machines; nothing if it is missing or damaged: it can be measured again.
Json content_of(const fs::path& path) {
  try {
    if (!fs::exists(path)) return Json::object();
    Json json = parse_json(read_file(path, largest_file));
    return json.is_object() ? json : Json::object();
  } catch (const std::exception&) {
    return Json::object();
  }
}

bool contains(std::span<const std::string> names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string fastest(std::span<const std::string> candidates, const AlgorithmTimer& timer) {
  // Another one than the definition's must be clearly faster: what is as fast within the noise of timing
  // would be chosen today and not tomorrow.
  constexpr double clearly = 0.9;
  std::string best = candidates.front();
  double least = timer(best) * clearly;
  for (const std::string& other : candidates.subspan(1)) {
    const double time = timer(other);
    if (time >= least) continue;
    least = time;
    best = other;
  }
  return best;
}

/// Keeps other processes from writing files of the folder meanwhile, where the file system can do that.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder) : descriptor_(open(folder.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ != -1) flock(descriptor_, LOCK_EX);
  }
  ~FolderLock() {
    if (descriptor_ != -1) close(descriptor_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

AlgorithmTable& table() {
  const char* setting = std::getenv("SAEM_ALGORITHMS");
  static AlgorithmTable all({.setting = setting == nullptr ? "" : setting, .file = algorithm_file()});
  return all;
}

}  // namespace

std::string AlgorithmTable::choose(const std::string& problem, std::span<const std::string> candidates,
                                   const AlgorithmTimer& timer) {
  const std::lock_guard lock(mutex_);
  load_once();
  const auto from = [&](const AlgorithmChoices& known) -> const std::string* {
    const auto found = known.find(problem);
    return found != known.end() && contains(candidates, found->second) ? &found->second : nullptr;
  };
  if (const std::string* pinned = from(pinned_)) return in_use_[problem] = *pinned;
  if (always_direct_ || deterministic_ || candidates.size() == 1)
    return in_use_[problem] = candidates.front();
  if (const std::string* used = from(in_use_)) return *used;
  if (const std::string* kept = from(kept_)) return in_use_[problem] = *kept;
  return in_use_[problem] = keep(problem, fastest(candidates, timer), candidates);
}

AlgorithmChoices AlgorithmTable::in_use() {
  const std::lock_guard lock(mutex_);
  return in_use_;
}

void AlgorithmTable::pin(const AlgorithmChoices& choices) {
  const std::lock_guard lock(mutex_);
  for (const auto& [problem, algorithm] : choices) pinned_[problem] = algorithm;
}

void AlgorithmTable::set_deterministic(bool on) {
  const std::lock_guard lock(mutex_);
  deterministic_ = on;
}

void AlgorithmTable::load() {
  const std::lock_guard lock(mutex_);
  load_once();
}

void AlgorithmTable::load_once() {
  if (loaded_) return;
  if (sources_.setting == "direct") {
    always_direct_ = true;
  } else if (!sources_.setting.empty()) {
    for (const auto& [problem, algorithm] : read_algorithms(sources_.setting))
      pinned_.emplace(problem, algorithm);
  }
  if (!sources_.file.empty()) kept_ = choices_of(content_of(sources_.file));
  loaded_ = true;
}

/// Adds to what other processes have written meanwhile. One that has timed the same problem first is right:
/// all are to compute the same. Where nothing can be written, the choice holds for this process.
std::string AlgorithmTable::keep(const std::string& problem, const std::string& algorithm,
                                 std::span<const std::string> candidates) const {
  if (sources_.file.empty()) return algorithm;
  try {
    fs::create_directories(sources_.file.parent_path());
    const FolderLock lock(sources_.file.parent_path());
    Json all = content_of(sources_.file);
    const AlgorithmChoices known = choices_of(all);
    const auto other = known.find(problem);
    if (other != known.end() && contains(candidates, other->second)) return other->second;
    Json& here = all[algorithm_machine()];
    if (!here.is_object()) here = Json::object();
    here[problem] = algorithm;
    write_file(sources_.file, all.dump(1) + "\n");
  } catch (const std::exception&) {
    return algorithm;
  }
  return algorithm;
}

std::string choose_algorithm(const std::string& problem, std::span<const std::string> candidates,
                             const AlgorithmTimer& timer) {
  return table().choose(problem, candidates, timer);
}

AlgorithmChoices algorithms_in_use() { return table().in_use(); }

void pin_algorithms(const AlgorithmChoices& choices) { table().pin(choices); }

void set_deterministic(bool on) { table().set_deterministic(on); }

void load_algorithms() { table().load(); }

const std::string& algorithm_machine() {
  static const std::string name = fmt::format("{}, {}", processor(), onednn::library_version());
  return name;
}

fs::path algorithm_file() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return fs::path(value == nullptr ? "" : value);
  };
  fs::path cache = variable("XDG_CACHE_HOME");
  if (!cache.is_absolute()) cache = variable("HOME").empty() ? fs::path() : variable("HOME") / ".cache";
  return cache.empty() ? cache : cache / "saem" / "algorithms.json";
}

AlgorithmChoices read_algorithms(const fs::path& path) {
  const Json json = parse_json(read_file(path, largest_file));
  if (!json.is_object()) {
    fail<FileError>({.place = path.string(),
                     .problem = "expected a JSON object of algorithms, received something else",
                     .context = "SAEM_ALGORITHMS names this file",
                     .advice = "Name a run.json or an algorithms.json of saem's, or unset the variable."});
  }
  const auto inside = json.find("algorithms");
  return choices_of(inside != json.end() ? *inside : json);
}

}  // namespace saem
