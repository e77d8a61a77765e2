#pragma once

#include <cstddef>
#include <vector>

#include "saem/backend/backend.h"
#include "saem/compile/program.h"
#include "saem/passes/schedule.h"

namespace saem {

/// Where a value lives while a program runs.
struct Place {
  enum class Kind : std::uint8_t {
    arena,
    kept,  ///< memory that no other value uses: steady values stay there from run to run
    constant,
    parameter,
    variable,
    output
  };
  Kind kind = Kind::arena;
  /// Offset in the arena or in the kept memory, or number of the constant, parameter, variable or output.
  std::size_t index = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

/// Bytes that are moved after the last task: an output that is an input as it stands, a variable that could
/// not be updated in place.
struct FinalCopy {
  Place from;
  Place to;
  std::size_t bytes = 0;
};

/// The memory of a schedule: a place for everything that its tasks read and write.
struct Placement {
  std::vector<std::vector<Place>> inputs;   ///< per task
  std::vector<std::vector<Place>> outputs;  ///< per task
  std::vector<std::size_t> scratch;         ///< per task: offset of its working memory in the arena
  std::vector<FinalCopy> copies;            ///< in order
  std::vector<Array> constants;
  std::vector<std::shared_ptr<VariableState>> variables;
  std::size_t arena_bytes = 0;
  std::size_t kept_bytes = 0;
  std::vector<std::size_t> alive;  ///< per task: bytes of the arena that are in use while it runs
};

/// Decides all places. Updates are written straight into their variable where no later task reads the old
/// value; the results of steady tasks (see steady.h) are kept.
[[nodiscard]] Placement place_values(const Graph& graph, const Schedule& schedule,
                                     const std::vector<std::unique_ptr<Kernel>>& kernels);

}  // namespace saem
