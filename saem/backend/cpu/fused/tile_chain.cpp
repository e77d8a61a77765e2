#include "saem/backend/cpu/fused/tile_chain.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "saem/backend/cpu/cache_size.h"
#include "saem/backend/cpu/fused/chain_steps.h"

namespace saem::cpu {
namespace {

bool can_be_step(const TileProgram::Instruction& instruction) {
  return instruction.steps[0] != nullptr && !instruction.rounds;
}

}  // namespace

TileChain::TileChain(const TileProgram& program, int first, int last) : first_(first), last_(last) {
  for (int k = first; k < last; ++k) {
    const auto number = static_cast<std::size_t>(k);
    add_function(program.instructions[number], static_cast<int>(program.result(number)));
  }
  fetch_loads(program);
}

// What is read where it is, in memory, is asked for ahead of time if it may be in the last cache: measured,
// chains over more than that are slower for it (by 5 to 30 %), and a small group is in a nearer cache anyway.
void TileChain::fetch_loads(const TileProgram& program) {
  constexpr std::int64_t floats_nearby = 1 << 17;
  const auto direct = std::ranges::count_if(
      program.loads, [](const TileProgram::Load& load) { return load.how.is_direct(); });
  const auto arrays = static_cast<std::int64_t>(direct) + std::ssize(program.output_types);
  if (program.size < floats_nearby ||
      program.size > last_level_cache_bytes() / (arrays * static_cast<std::int64_t>(sizeof(float))))
    return;
  std::vector<Part> fetches;
  for (std::size_t l = 0; l < program.loads.size(); ++l) {
    const int value = static_cast<int>(l);
    if (program.loads[l].how.is_direct() && std::ranges::find(reads_, value) != reads_.end())
      fetches.push_back({Part::Kind::fetch, chain_steps().fetch, {value, -1}, -1});
  }
  parts_.insert(parts_.begin(), fetches.begin(), fetches.end());
}

void TileChain::add_load(int value) {
  parts_.push_back({Part::Kind::load, chain_steps().load, {value, -1}, value});
  reads_.push_back(value);
  running_ = value;
}

// The form of the function in which the running value is used where it is; see TileSteps.
void TileChain::add_function(const TileProgram::Instruction& instruction, int result) {
  const std::span<const int> in{instruction.in, static_cast<std::size_t>(instruction.count)};
  const bool squares = in.size() == 2 && in[0] == in[1];
  if (std::ranges::count(in, running_) != (squares ? 2 : 1)) add_load(in[0]);
  const auto form = static_cast<std::size_t>(squares ? 2 : std::ranges::find(in, running_) - in.begin());
  Part part{Part::Kind::function, instruction.steps[form], {-1, -1}, result};
  int others = 0;
  for (std::size_t i = 0; i < in.size() && !squares; ++i) {
    if (i == form) continue;
    part.in[others++] = in[i];
    reads_.push_back(in[i]);
  }
  parts_.push_back(part);
  running_ = result;
}

void TileChain::store(const std::vector<char>& is_stored) {
  std::vector<Part> parts;
  parts.reserve(2 * parts_.size());
  for (const Part& part : parts_) {
    parts.push_back(part);
    if (part.kind == Part::Kind::function && is_stored[static_cast<std::size_t>(part.result)])
      parts.push_back({Part::Kind::store, chain_steps().store, {-1, -1}, part.result});
  }
  parts_ = std::move(parts);
}

std::int64_t TileChain::run(const Places& places, std::int64_t n, std::vector<TileStep>& steps) const {
  const std::int64_t whole = n - n % step_width();
  if (whole == 0) return 0;
  steps.resize(parts_.size() + 1);
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    const Part& part = parts_[p];
    TileStep& step = steps[p];
    step.run = part.run;
    for (int i = 0; i < 2 && part.in[i] >= 0; ++i) {
      const auto value = static_cast<std::size_t>(part.in[i]);
      step.in[i] = places.place[value];
      step.mask[i] = places.is_narrow[value] ? 0 : -1;
    }
    if (part.kind != Part::Kind::store) continue;
    const auto value = static_cast<std::size_t>(part.result);
    step.out = places.place[value];
    constexpr std::uintptr_t line = 64;
    if (places.is_streamed[value] && reinterpret_cast<std::uintptr_t>(step.out) % line == 0)
      step.run = chain_steps().stream;
  }
  steps.back().run = chain_steps().end;
  chain_steps().run(steps.data(), whole);
  return whole;
}

std::int64_t step_width() noexcept { return chain_steps().width; }

TileChains find_chains(const TileProgram& program) {
  TileChains chains;
  const std::size_t count = program.instructions.size();
  const std::vector<char> none(program.result(count), 0);
  chains.is_looped = none;
  chains.is_stored = none;
  const auto loops_over = [&](int value) { chains.is_looped[static_cast<std::size_t>(value)] = 1; };
  for (const TileProgram::Sum& sum : program.sums) loops_over(sum.value);
  for (std::size_t k = 0; k < count;) {
    const TileProgram::Instruction& instruction = program.instructions[k];
    if (step_width() > 0 && can_be_step(instruction)) {
      const std::size_t first = k++;
      while (k < count && can_be_step(program.instructions[k])) ++k;
      chains.list.emplace_back(program, static_cast<int>(first), static_cast<int>(k));
    } else {
      std::for_each_n(instruction.in, instruction.count, loops_over);
      chains.is_stored[program.result(k++)] = 1;
    }
  }
  chains.is_read = chains.is_looped;
  for (const TileChain& chain : chains.list) {
    for (const int value : chain.reads()) chains.is_read[static_cast<std::size_t>(value)] = 1;
  }
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t value = program.result(k);
    if (program.instructions[k].output >= 0 || chains.is_read[value]) chains.is_stored[value] = 1;
  }
  for (TileChain& chain : chains.list) chain.store(chains.is_stored);
  return chains;
}

}  // namespace saem::cpu
