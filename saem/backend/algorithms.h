#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>

namespace saem {

/// Which of several algorithms computes each problem ("conv forward float32 x (128, 26, 26, 32) …").
///
/// Algorithms round differently, so the choice is a part of what makes a run repeatable: it is timed once per
/// machine, kept in a file, and handed out again ever after. SAEM_ALGORITHMS overrides it: "direct" always
/// takes the first candidate, which is the one that computes by the definition; the name of a file (of a
/// run's record, say) takes what is pinned there, and times only what is not.
using AlgorithmChoices = std::map<std::string, std::string>;

/// The time of one run of a candidate.
using AlgorithmTimer = std::function<double(const std::string& algorithm)>;

/// The algorithm for a problem: pinned, known from earlier, or else the fastest by `timer`, which is then
/// kept. Candidates must not be empty. Throws FileError if SAEM_ALGORITHMS names a file that cannot be read.
[[nodiscard]] std::string choose_algorithm(const std::string& problem,
                                           std::span<const std::string> candidates,
                                           const AlgorithmTimer& timer);

/// Everything that choose_algorithm has answered in this process.
[[nodiscard]] AlgorithmChoices algorithms_in_use();

/// From now on these answers come first. Programs that exist already are not changed.
void pin_algorithms(const AlgorithmChoices& choices);

/// Where choices are kept: $XDG_CACHE_HOME/saem/algorithms.json, or ~/.cache/saem/algorithms.json; empty
/// where there is no such folder.
[[nodiscard]] std::filesystem::path algorithm_file();

/// Reads a file that choose_algorithm wrote, or a record that has its content under "algorithms"; only the
/// choices of this machine. Throws FileError if it is not one.
[[nodiscard]] AlgorithmChoices read_algorithms(const std::filesystem::path& path);

}  // namespace saem
