#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "saem/data/samples.h"
#include "saem/task/trained_task.h"

namespace saem {

/// The examples that a model has learned from, as numbers: so that somebody who measures it with them can be
/// told. Two examples have the same number if the values of all columns that the model looks at, and the
/// answers, are the same, and hardly ever otherwise; of files the size and the first and the last bytes
/// count.
class TrainingRows {
 public:
  TrainingRows() = default;
  /// @param columns  the inputs' and the answers'. Those that the samples lack count as empty.
  TrainingRows(const Samples& samples, const std::vector<std::string>& columns);

  /// How many of these examples are among them.
  [[nodiscard]] std::int64_t count_of(const TrainingRows& others) const;
  [[nodiscard]] std::int64_t size() const noexcept { return static_cast<std::int64_t>(hashes_.size()); }
  void add(const TrainingRows& others);

  /// Throws FileError.
  void save(const std::filesystem::path& path) const;
  /// None if there is no such file, or it is damaged: it only helps.
  [[nodiscard]] static TrainingRows load(const std::filesystem::path& path);

 private:
  std::vector<std::uint64_t> hashes_;  // ascending
};

/// The columns by which examples of a model are told apart: inputs, then answers.
[[nodiscard]] std::vector<std::string> columns_looked_at(const TrainedTask& trained);

}  // namespace saem
