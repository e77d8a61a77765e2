#include "saem/backend/cpu/fused/tile_plan.h"

#include <algorithm>
#include <numeric>

namespace saem::cpu {
namespace {

// True if within each plane of this length the input's numbers repeat with its period.
bool repeats_in(std::int64_t plane, const TileLoad& load) {
  return load.period() > 0 && load.plane() % plane == 0 && plane % load.period() == 0;
}

// Tiles of up to 1024 elements, so that all buffers fit the first-level cache: a multiple of what
// reductions ask for, and of the periods of stretched inputs (a bias) where that is possible, so that
// these are laid out once per plane and not per tile.
void choose_segments(const TileProgram& program, TilePlan& plan) {
  constexpr std::int64_t floats_in_cache = 6144;
  const std::int64_t tiles = plan.slots + static_cast<std::int64_t>(program.loads.size());
  const std::int64_t usual = std::clamp<std::int64_t>(floats_in_cache / tiles / 64 * 64, 256, 1024);
  constexpr std::int64_t longest = 4096;
  constexpr std::int64_t shortest_plane = 512;
  std::int64_t plane = program.size;
  std::int64_t common = program.layout.is_plain() ? 1 : program.layout.channel_block;
  bool fixed_plane = false;
  for (const TileProgram::Sum& sum : program.sums) {
    common = std::lcm(common, sum.how.tile_factor());
    if (sum.how.plane() == 0) continue;
    plane = sum.how.plane();
    fixed_plane = true;
  }
  for (const TileProgram::Load& load : program.loads) {
    if (!fixed_plane && load.how.plane() >= shortest_plane && load.how.plane() % common == 0)
      plane = std::min(plane, load.how.plane());
  }
  for (const TileProgram::Load& load : program.loads) {
    const std::int64_t period = load.how.period();
    if (repeats_in(plane, load.how) && std::lcm(common, period) <= longest) common = std::lcm(common, period);
  }
  plan.tile = common * std::max<std::int64_t>(1, usual / common);
  std::int64_t piece = std::max<std::int64_t>(1, elements_per_piece / plan.tile) * plan.tile;
  for (const TileProgram::Sum& sum : program.sums)
    piece = std::min(piece, std::max(plan.tile, sum.how.longest_piece() / plan.tile * plan.tile));
  plan.segments = {program.size, plane, piece};
}

// A buffer per load that needs one, and per instruction by linear scan: a buffer is free again after the
// last reader. Outputs and what is reduced keep theirs to the end of the tile.
void assign_slots(const TileProgram& program, TilePlan& plan) {
  const std::size_t loads = program.loads.size();
  plan.slot_of.assign(program.result(program.instructions.size()), -1);
  std::vector<int> last_use(plan.slot_of.size(), -1);
  for (std::size_t k = 0; k < program.instructions.size(); ++k) {
    const auto& instruction = program.instructions[k];
    for (int i = 0; i < instruction.count; ++i)
      last_use[static_cast<std::size_t>(instruction.in[i])] = static_cast<int>(k);
  }
  for (std::size_t k = 0; k < program.instructions.size(); ++k) {
    if (program.instructions[k].output >= 0) last_use[program.result(k)] = -1;
  }
  for (const TileProgram::Sum& sum : program.sums) last_use[static_cast<std::size_t>(sum.value)] = -1;
  for (std::size_t l = 0; l < loads; ++l) {
    if (!program.loads[l].how.is_direct()) plan.slot_of[l] = plan.slots++;
  }
  std::vector<int> free;
  for (std::size_t k = 0; k < program.instructions.size(); ++k) {
    const auto& instruction = program.instructions[k];
    int& slot = plan.slot_of[program.result(k)];
    if (free.empty()) {
      slot = plan.slots++;
    } else {
      slot = free.back();
      free.pop_back();
    }
    for (int i = 0; i < instruction.count; ++i) {
      const auto value = static_cast<std::size_t>(instruction.in[i]);
      const bool repeated =
          std::find(instruction.in, instruction.in + i, instruction.in[i]) != instruction.in + i;
      if (!repeated && value >= loads && last_use[value] == static_cast<int>(k))
        free.push_back(plan.slot_of[value]);
    }
  }
}

}  // namespace

bool TilePlan::repeats(const TileLoad& load) const {
  return repeats_in(segments.plane, load) && tile % load.period() == 0;
}

TilePlan plan_tiles(const TileProgram& program) {
  TilePlan plan;
  assign_slots(program, plan);
  choose_segments(program, plan);
  return plan;
}

}  // namespace saem::cpu
