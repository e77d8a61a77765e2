#include "saem/backend/cpu/fused/tile_plan.h"

#include <algorithm>
#include <numeric>

namespace saem::cpu {
namespace {

// True if within each plane of this length the input's numbers repeat with its period.
bool repeats_in(std::int64_t plane, const TileLoad& load) {
  return load.period() > 0 && load.plane() % plane == 0 && plane % load.period() == 0;
}

// True if only chains read it, and its numbers repeat from step to step.
bool can_be_narrow(const TileProgram& program, const TileChains& chains, std::size_t load) {
  const std::int64_t period = program.loads[load].how.period();
  return !chains.is_looped[load] && period > 0 && step_width() > 0 && step_width() % period == 0;
}

// True if one chain computes everything: then inputs and outputs that lie in memory as they are pass through
// the cache a step at a time, however long a tile is.
bool is_one_chain(const TileProgram& program, const TileChains& chains) {
  return program.sums.empty() && chains.list.size() == 1 && chains.list.front().first() == 0 &&
         static_cast<std::size_t>(chains.list.front().last()) == program.instructions.size();
}

// Buffers of one tile each that are read and written all the time, inputs and outputs included.
std::int64_t busy_tiles(const TileProgram& program, const TileChains& chains, const TilePlan& plan) {
  const auto loads = static_cast<std::ptrdiff_t>(program.loads.size());
  std::ptrdiff_t passing = 0;
  for (std::size_t l = 0; l < program.loads.size(); ++l)
    passing += can_be_narrow(program, chains, l) ||
               (is_one_chain(program, chains) && program.loads[l].how.is_direct());
  if (is_one_chain(program, chains)) {
    passing += std::ranges::count_if(program.instructions, [&](const TileProgram::Instruction& instruction) {
      return instruction.output >= 0 &&
             program.output_types[static_cast<std::size_t>(instruction.output)] == DType::f32;
    });
  }
  const auto stored = std::count(chains.is_stored.begin() + loads, chains.is_stored.end(), char{1});
  return std::max<std::int64_t>(1, std::min(plan.slots + loads, stored + loads) - passing);
}

// Tiles of up to 2048 elements, so that all buffers fit the first-level cache: a multiple of what
// reductions ask for, and of the periods of stretched inputs (a bias) where that is possible, so that
// these are laid out once per plane and not per tile.
void choose_segments(const TileProgram& program, const TileChains& chains, TilePlan& plan) {
  constexpr std::int64_t floats_in_cache = 6144;
  const std::int64_t tiles = busy_tiles(program, chains, plan);
  const std::int64_t usual = std::clamp<std::int64_t>(floats_in_cache / tiles / 128 * 128, 256, 2048);
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
  // A rest that is no whole step is left to the loops.
  if (const std::int64_t width = step_width(); width > 0 && std::lcm(common, width) <= longest)
    common = std::lcm(common, width);
  plan.tile = common * std::max<std::int64_t>(1, usual / common);
  std::int64_t piece = std::max<std::int64_t>(1, elements_per_piece / plan.tile) * plan.tile;
  for (const TileProgram::Sum& sum : program.sums)
    piece = std::min(piece, std::max(plan.tile, sum.how.longest_piece() / plan.tile * plan.tile));
  plan.segments = {program.size, plane, piece};
}

bool all_pass(const TileProgram& program, const TileChains& chains, const TilePlan& plan) {
  bool all = is_one_chain(program, chains) &&
             std::ranges::all_of(program.output_types, [](DType dtype) { return dtype == DType::f32; });
  for (std::size_t l = 0; l < program.loads.size(); ++l)
    all = all && (plan.narrow[l] || program.loads[l].how.is_direct());
  for (std::size_t k = 0; k < program.instructions.size(); ++k)
    all = all && (program.instructions[k].output >= 0 || !chains.is_stored[program.result(k)]);
  return all;
}

// What begins and ends a piece takes time, most of all where memory has to be waited for.
void lengthen_pieces(TilePlan& plan) {
  constexpr std::int64_t enough_pieces = 64;
  std::int64_t& piece = plan.segments.piece;
  piece = std::max(piece, plan.segments.size / enough_pieces / plan.tile * plan.tile);
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

TilePlan plan_tiles(const TileProgram& program, const TileChains& chains) {
  TilePlan plan;
  assign_slots(program, plan);
  choose_segments(program, chains, plan);
  for (std::size_t l = 0; l < program.loads.size(); ++l) {
    const TileLoad& load = program.loads[l].how;
    const bool repeats = repeats_in(plan.segments.plane, load) && plan.tile % load.period() == 0;
    plan.repeats.push_back(repeats);
    plan.narrow.push_back(repeats && can_be_narrow(program, chains, l));
  }
  plan.passes = all_pass(program, chains, plan);
  if (plan.passes) lengthen_pieces(plan);
  return plan;
}

}  // namespace saem::cpu
