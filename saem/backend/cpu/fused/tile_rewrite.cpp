#include "saem/backend/cpu/fused/tile_rewrite.h"

#include <algorithm>
#include <string_view>

#include "saem/ops/elementwise_record.h"

namespace saem::cpu {
namespace {

using Instruction = TileProgram::Instruction;

bool is(const Instruction& instruction, std::string_view op) {
  return instruction.op != nullptr && instruction.op->name == op;
}

/// True for a load that is one number for the whole group.
bool is_uniform(const TileProgram& program, int value) {
  if (program.size == 0 || value >= static_cast<int>(program.loads.size())) return false;
  const TileLoad& how = program.loads[static_cast<std::size_t>(value)].how;
  return how.period() == 1 && how.plane() == program.size;
}

template <class Visit>
void for_each_read(Instruction& instruction, Visit visit) {
  std::for_each_n(instruction.in, instruction.count, visit);
}

/// Which instructions a rewriting drops, and what stands for their results.
class Rewriting {
 public:
  explicit Rewriting(TileProgram& program)
      : program_(program),
        dropped_(program.instructions.size(), 0),
        stands_for_(program.result(dropped_.size())) {
    for (std::size_t v = 0; v < stands_for_.size(); ++v) stands_for_[v] = static_cast<int>(v);
  }

  void drop(std::size_t instruction) { dropped_[instruction] = 1; }
  /// `value`, which comes before the instruction's result, is to be read instead of it.
  void replace(std::size_t instruction, int value) {
    drop(instruction);
    stands_for_[program_.result(instruction)] = present(value);
  }
  [[nodiscard]] int present(int value) const { return stands_for_[static_cast<std::size_t>(value)]; }

  /// Takes out what was dropped and the loads that nobody reads any more, and numbers values anew.
  void apply() {
    for (Instruction& instruction : program_.instructions)
      for_each_read(instruction, [&](int& value) { value = present(value); });
    for (TileProgram::Sum& sum : program_.sums) sum.value = present(sum.value);
    renumber();
    find_last_reads();
  }

 private:
  void renumber() {
    std::vector<char> is_read(stands_for_.size(), 0);
    const auto reads = [&](int value) { is_read[static_cast<std::size_t>(value)] = 1; };
    for (std::size_t k = 0; k < dropped_.size(); ++k) {
      if (dropped_[k] == 0) for_each_read(program_.instructions[k], reads);
    }
    for (const TileProgram::Sum& sum : program_.sums) reads(sum.value);

    std::vector<int> number(stands_for_.size(), -1);
    int next = 0;
    std::vector<TileProgram::Load> loads;
    for (std::size_t l = 0; l < program_.loads.size(); ++l) {
      if (is_read[l] == 0) continue;
      number[l] = next++;
      loads.push_back(std::move(program_.loads[l]));
    }
    std::vector<Instruction> instructions;
    for (std::size_t k = 0; k < dropped_.size(); ++k) {
      if (dropped_[k] != 0) continue;
      Instruction& instruction = instructions.emplace_back(program_.instructions[k]);
      for_each_read(instruction, [&](int& value) { value = number[static_cast<std::size_t>(value)]; });
      number[program_.result(k)] = next++;
    }
    for (TileProgram::Sum& sum : program_.sums) sum.value = number[static_cast<std::size_t>(sum.value)];
    program_.loads = std::move(loads);
    program_.instructions = std::move(instructions);
  }

  void find_last_reads() {
    const auto mark = [&](int value, std::size_t reader) {
      if (value < static_cast<int>(program_.loads.size()))
        program_.loads[static_cast<std::size_t>(value)].last_read = static_cast<int>(reader);
    };
    for (std::size_t k = 0; k < program_.instructions.size(); ++k)
      for_each_read(program_.instructions[k], [&](int value) { mark(value, k); });
    for (const TileProgram::Sum& sum : program_.sums) mark(sum.value, program_.instructions.size());
  }

  TileProgram& program_;
  std::vector<char> dropped_;    ///< per instruction
  std::vector<int> stands_for_;  ///< per value
};

void set_function(Instruction& instruction, TileLoop loop, TileSteps steps, std::initializer_list<int> in) {
  instruction.op = nullptr;
  instruction.loop = loop;
  instruction.steps = steps;
  instruction.count = static_cast<int>(in.size());
  std::ranges::copy(in, instruction.in);
}

template <std::size_t N, class F>
void set_function(Instruction& instruction, F, std::initializer_list<int> in) {
  set_function(instruction, detail::Tile<N, F>::best(), detail::Steps<N, F>::best(), in);
}

/// A product that `fuse_scaled_sums` may move into its reader.
struct ScaledValue {
  int scale = -1, value = -1;
};

class ScaledSums {
 public:
  explicit ScaledSums(TileProgram& program)
      : program_(program), readers_(program.result(program.instructions.size()), 0), rewriting_(program) {
    for (Instruction& instruction : program.instructions)
      for_each_read(instruction, [&](int value) { ++readers_[static_cast<std::size_t>(value)]; });
    for (const TileProgram::Sum& sum : program.sums) ++readers_[static_cast<std::size_t>(sum.value)];
  }

  void run() {
    for (std::size_t k = 0; k < program_.instructions.size(); ++k) {
      if (is(program_.instructions[k], "add") || is(program_.instructions[k], "subtract")) fuse_into(k);
    }
    rewriting_.apply();
  }

 private:
  [[nodiscard]] ScaledValue product_behind(int value) const {
    const int number = value - static_cast<int>(program_.loads.size());
    if (number < 0 || readers_[static_cast<std::size_t>(value)] != 1) return {};
    const Instruction& product = program_.instructions[static_cast<std::size_t>(number)];
    if (!is(product, "multiply") || product.output >= 0 || product.rounds) return {};
    for (int i = 0; i < 2; ++i) {
      if (is_uniform(program_, product.in[i])) return {product.in[i], product.in[1 - i]};
    }
    return {};
  }

  // Of two products the earlier one: the later one's result is in registers anyhow.
  void fuse_into(std::size_t k) {
    Instruction& sum = program_.instructions[k];
    const int first = sum.in[0] <= sum.in[1] ? 0 : 1;
    for (const int i : {first, 1 - first}) {
      const ScaledValue scaled = product_behind(sum.in[i]);
      if (scaled.scale < 0) continue;
      rewriting_.drop(static_cast<std::size_t>(sum.in[i]) - program_.loads.size());
      const std::initializer_list<int> in{scaled.scale, scaled.value, sum.in[1 - i]};
      if (is(sum, "add")) {
        set_function<3>(
            sum, [](auto s, auto x, auto y) { return s * x + y; }, in);
      } else if (i == 0) {
        set_function<3>(
            sum, [](auto s, auto x, auto y) { return s * x - y; }, in);
      } else {
        set_function<3>(
            sum, [](auto s, auto x, auto y) { return y - s * x; }, in);
      }
      return;
    }
  }

  TileProgram& program_;
  std::vector<int> readers_;  ///< per value
  Rewriting rewriting_;
};

}  // namespace

void fuse_scaled_sums(TileProgram& program) { ScaledSums(program).run(); }

std::optional<int> find_guard(const TileProgram& program) {
  std::vector<int> decides(program.loads.size(), 0);
  for (const Instruction& instruction : program.instructions) {
    if (is(instruction, "where") && is_uniform(program, instruction.in[0]))
      ++decides[static_cast<std::size_t>(instruction.in[0])];
  }
  const auto most = std::ranges::max_element(decides);
  if (most == decides.end() || *most == 0) return std::nullopt;
  return static_cast<int>(most - decides.begin());
}

TileProgram assume_true(const TileProgram& program, int guard) {
  TileProgram assumed = program;
  Rewriting rewriting(assumed);
  const auto loads = static_cast<int>(assumed.loads.size());
  for (std::size_t k = 0; k < assumed.instructions.size(); ++k) {
    Instruction& selection = assumed.instructions[k];
    if (!is(selection, "where") || selection.in[0] != guard) continue;
    const int chosen = rewriting.present(selection.in[1]);
    if (selection.output >= 0) {
      if (chosen < loads || assumed.instructions[static_cast<std::size_t>(chosen - loads)].output >= 0) {
        set_function<1>(selection, [](auto x) { return x; }, {chosen});
        continue;
      }
      assumed.instructions[static_cast<std::size_t>(chosen - loads)].output = selection.output;
    }
    rewriting.replace(k, chosen);
  }
  rewriting.apply();
  return assumed;
}

}  // namespace saem::cpu
