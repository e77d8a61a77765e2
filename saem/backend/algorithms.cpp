#include "saem/backend/algorithms.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string_view>

#include "saem/backend/cpu/onednn/library.h"
#include "saem/core/atomic_file.h"
#include "saem/core/error.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t largest_file = std::size_t{1} << 24;

/// Times of one processor and library mean nothing to another.
std::string machine() {
  std::string processor = "unknown processor";
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("model name")) continue;
    processor = line.substr(std::min(line.find(':') + 2, line.size()));
    break;
  }
  return fmt::format("{}, {}", processor, onednn::library_version());
}

AlgorithmChoices choices_of(const Json& json) {
  AlgorithmChoices choices;
  const auto here = json.find(machine());
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
    Json json = Json::parse(read_file(path, largest_file), nullptr, false);
    return json.is_object() ? json : Json::object();
  } catch (const std::exception&) {
    return Json::object();
  }
}

class Table {
 public:
  std::string choose(const std::string& problem, std::span<const std::string> candidates,
                     const AlgorithmTimer& timer) {
    const std::lock_guard lock(mutex_);
    load();
    const auto is_candidate = [&](const std::string& name) {
      return std::ranges::find(candidates, name) != candidates.end();
    };
    for (const AlgorithmChoices* known : {&pinned_, &in_use_, &kept_}) {
      const auto found = known->find(problem);
      if (found != known->end() && is_candidate(found->second)) return in_use_[problem] = found->second;
    }
    if (always_direct_ || candidates.size() == 1) return in_use_[problem] = candidates.front();
    const std::string fastest = measure(candidates, timer);
    keep(problem, fastest);
    return in_use_[problem] = fastest;
  }

  AlgorithmChoices in_use() {
    const std::lock_guard lock(mutex_);
    return in_use_;
  }

  void pin(const AlgorithmChoices& choices) {
    const std::lock_guard lock(mutex_);
    for (const auto& [problem, algorithm] : choices) pinned_[problem] = algorithm;
  }

 private:
  void load() {
    if (loaded_) return;
    const char* setting = std::getenv("SAEM_ALGORITHMS");
    const std::string_view value = setting == nullptr ? "" : setting;
    if (value == "direct") {
      always_direct_ = true;
    } else if (!value.empty()) {
      for (const auto& [problem, algorithm] : read_algorithms(value)) pinned_.emplace(problem, algorithm);
    }
    if (!algorithm_file().empty()) kept_ = choices_of(content_of(algorithm_file()));
    loaded_ = true;
  }

  static std::string measure(std::span<const std::string> candidates, const AlgorithmTimer& timer) {
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

  /// Adds to what other processes may have written meanwhile. Where nothing can be written, the choice holds
  /// for this process.
  void keep(const std::string& problem, const std::string& algorithm) {
    kept_[problem] = algorithm;
    const fs::path path = algorithm_file();
    if (path.empty()) return;
    try {
      fs::create_directories(path.parent_path());
      Json json = content_of(path);
      json[machine()][problem] = algorithm;
      write_file(path, json.dump(1) + "\n");
    } catch (const std::exception&) {
    }
  }

  std::mutex mutex_;
  bool loaded_ = false;
  bool always_direct_ = false;
  AlgorithmChoices pinned_, kept_, in_use_;
};

Table& table() {
  static Table all;
  return all;
}

}  // namespace

std::string choose_algorithm(const std::string& problem, std::span<const std::string> candidates,
                             const AlgorithmTimer& timer) {
  return table().choose(problem, candidates, timer);
}

AlgorithmChoices algorithms_in_use() { return table().in_use(); }

void pin_algorithms(const AlgorithmChoices& choices) { table().pin(choices); }

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
  const Json json = Json::parse(read_file(path, largest_file), nullptr, false);
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
