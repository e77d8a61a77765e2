#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <utility>

namespace saem {

/// Which of several algorithms computes each problem ("conv forward float32 x (128, 26, 26, 32) …").
///
/// Algorithms round differently, so the choice is a part of what makes a run repeatable: it is timed once per
/// machine, kept in a file, and handed out again ever after. SAEM_ALGORITHMS overrides it: "direct" always
/// takes the first candidate, which is the one that computes by the definition; the name of a file (of a
/// run's record, say) takes what is pinned there for this machine, and times only what is not.
using AlgorithmChoices = std::map<std::string, std::string>;

/// The time of one run of a candidate.
using AlgorithmTimer = std::function<double(const std::string& algorithm)>;

/// Who chooses. A process has one, behind the functions below; tests have more.
class AlgorithmTable {
 public:
  struct Sources {
    std::string setting;         ///< what SAEM_ALGORITHMS says; may be empty
    std::filesystem::path file;  ///< where choices are kept; empty: nowhere
  };
  explicit AlgorithmTable(Sources sources) : sources_(std::move(sources)) {}

  /// See choose_algorithm.
  [[nodiscard]] std::string choose(const std::string& problem, std::span<const std::string> candidates,
                                   const AlgorithmTimer& timer);
  [[nodiscard]] AlgorithmChoices in_use();
  void pin(const AlgorithmChoices& choices);
  void set_deterministic(bool on);
  /// Reads the sources now and not at the first choice. Throws FileError as choose_algorithm does.
  void load();

 private:
  void load_once();
  std::string keep(const std::string& problem, const std::string& algorithm,
                   std::span<const std::string> candidates) const;

  Sources sources_;
  std::mutex mutex_;
  bool loaded_ = false;
  bool always_direct_ = false;
  bool deterministic_ = false;
  AlgorithmChoices pinned_, kept_, in_use_;
};

/// The algorithm for a problem: pinned, known from earlier, or else the fastest by `timer`, which is then
/// kept. What was answered once holds for the whole process, also where it cannot be kept. Candidates must
/// not be empty; a known name that is not among them does not count. Throws FileError if SAEM_ALGORITHMS
/// names a file that cannot be read.
[[nodiscard]] std::string choose_algorithm(const std::string& problem,
                                           std::span<const std::string> candidates,
                                           const AlgorithmTimer& timer);

/// Everything that choose_algorithm has answered in this process.
[[nodiscard]] AlgorithmChoices algorithms_in_use();

/// From now on these answers come first. Programs that exist already are not changed.
void pin_algorithms(const AlgorithmChoices& choices);

/// From now on algorithms are chosen by a fixed rule and not by timing: what is pinned, otherwise the one
/// that computes by the definition. What was timed before, in this process or an earlier one, does not count;
/// nor does it matter for the bits how many threads there are. Programs that exist already are not changed.
void set_deterministic(bool on);

/// Reads what SAEM_ALGORITHMS names now, before anything is begun (or that very file is written anew). Throws
/// FileError if it cannot be read.
void load_algorithms();

/// Where choices are kept: $XDG_CACHE_HOME/saem/algorithms.json, or ~/.cache/saem/algorithms.json; empty
/// where there is no such folder.
[[nodiscard]] std::filesystem::path algorithm_file();

/// Under what name files have the choices of this machine: processor and library.
[[nodiscard]] const std::string& algorithm_machine();

/// Reads a file that choose_algorithm wrote, or a record that has its content under "algorithms": {machine:
/// {problem: algorithm}}. Only the choices of this machine. Throws FileError if it is not one.
[[nodiscard]] AlgorithmChoices read_algorithms(const std::filesystem::path& path);

}  // namespace saem
