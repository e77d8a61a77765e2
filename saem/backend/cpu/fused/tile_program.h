#pragma once

#include <cstdint>
#include <vector>

#include "saem/backend/cpu/fused/tile_load.h"
#include "saem/backend/cpu/fused/tile_random.h"
#include "saem/backend/cpu/fused/tile_sum.h"
#include "saem/graph/op.h"
#include "saem/passes/schedule.h"

namespace saem::cpu {

/// What a fused group does to each tile. Values are numbered: first the loads, then the results of the
/// instructions.
struct TileProgram {
  static constexpr int max_inputs = 3;

  struct Load {
    TileLoad how;
    int input;           ///< which task input
    int last_read = -1;  ///< the last instruction that reads it; instructions.size() for a reduction
  };
  /// One vector loop over a tile, or random numbers.
  struct Instruction {
    const Op* op = nullptr;   ///< whose function it is; null if it stands for several
    TileLoop loop = nullptr;  ///< null for random numbers, whose key is then task input in[0]
    TileSteps steps = {};     ///< the same in registers, if there is that
    int count = 0;            ///< inputs
    int in[max_inputs] = {};
    int output = -1;      ///< the task output that it is written to, if any
    bool rounds = false;  ///< its result is a bfloat16 that others read
  };
  struct Sum {
    TileSum how;
    int value;
    int output;
  };

  Layout layout;          ///< the order in which elements are taken
  std::int64_t size = 0;  ///< elements
  TileRandom random;
  std::vector<Load> loads;
  std::vector<Instruction> instructions;
  std::vector<Sum> sums;
  std::vector<DType> output_types;

  [[nodiscard]] std::size_t result(std::size_t instruction) const { return loads.size() + instruction; }
};

/// True for the nodes that a fused group can have: elementwise ones, stretches, random_uniform, and
/// reductions as `is_tile_sum` accepts.
[[nodiscard]] bool is_tile_node(const Node& node);

/// True for a group of such nodes, and for a lone elementwise one.
[[nodiscard]] bool is_tile_group(const Task& task);

/// True for random_uniform: in a group it is made tile by tile.
[[nodiscard]] bool is_tile_source(const Node& node);

/// The shape that the group's elementwise nodes have.
[[nodiscard]] const Shape& group_shape(const Task& task);

/// Reads a task of such nodes.
[[nodiscard]] TileProgram read_program(const Task& task);

}  // namespace saem::cpu
