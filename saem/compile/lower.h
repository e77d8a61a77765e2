#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "saem/backend/backend.h"
#include "saem/compile/compile.h"
#include "saem/compile/placement.h"
#include "saem/compile/steady.h"
#include "saem/graph/graph.h"
#include "saem/passes/schedule.h"

namespace saem {

/// A graph made ready to run: what is done, by which kernels, and where the values lie.
struct Lowered {
  Graph graph;
  Schedule schedule;
  std::vector<std::unique_ptr<Kernel>> kernels;  ///< one per task
  std::vector<Renewal> renewals;                 ///< of what is kept from run to run
  Placement placement;
};

/// Throws UnsupportedError if the processor lacks what the precision asks for.
void require_precision(Precision precision);

/// The passes that CompileOptions::without can leave out: what is computed stays the same without them.
/// Without "grouping" there is no group whose masks "remake_masks" could remake.
[[nodiscard]] const std::vector<std::string>& optional_passes();

/// Runs the passes, each of which SAEM_DUMP=passes shows. Throws ValueError if the memory budget cannot be
/// met.
[[nodiscard]] Lowered lower(const Graph& graph, const CompileOptions& options);

/// Bytes that a program of the graph takes for its intermediate values, without making it.
[[nodiscard]] std::size_t intermediate_bytes(const Graph& graph, const CompileOptions& options);

}  // namespace saem
