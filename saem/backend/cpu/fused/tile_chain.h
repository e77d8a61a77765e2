#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "saem/backend/cpu/fused/tile_program.h"
#include "saem/graph/tile_step.h"

namespace saem::cpu {

/// Consecutive instructions of a tile program that are computed together, some vectors of elements at a time:
/// the result of each stays in registers for the next one, and goes to memory only if something else reads
/// it.
class TileChain {
 public:
  /// Instructions [first, last), each of which `can_be_step`.
  TileChain(const TileProgram& program, int first, int last);

  [[nodiscard]] int first() const noexcept { return first_; }
  [[nodiscard]] int last() const noexcept { return last_; }
  /// The values that it reads from memory.
  [[nodiscard]] const std::vector<int>& reads() const noexcept { return reads_; }
  /// Says which of its results must be in memory (per value). To be called once, before `run`.
  void store(const std::vector<char>& is_stored);

  /// How to compute a tile.
  struct Places {
    std::span<float* const> place;      ///< per value: where it is
    std::span<const char> is_narrow;    ///< per value: it repeats after at most step_width() elements
    std::span<const char> is_streamed;  ///< per value: it is written past the caches if its place allows it
  };
  /// Computes the first elements of a tile of n, as many as are whole blocks of step_width(), and returns
  /// their number. `steps` is working memory.
  std::int64_t run(const Places& places, std::int64_t n, std::vector<TileStep>& steps) const;

 private:
  struct Part {
    enum class Kind : std::uint8_t { load, fetch, function, store };
    Kind kind;
    AnyStep run;
    int in[2] = {-1, -1};  ///< values
    int result = -1;       ///< what is in the registers afterwards
  };
  void add_load(int value);
  void fetch_loads(const TileProgram& program);
  void add_function(const TileProgram::Instruction& instruction, int result);

  int first_, last_;
  int running_ = -1;  ///< while it is built: the value in the registers
  std::vector<Part> parts_;
  std::vector<int> reads_;
};

/// Elements that a chain computes at once; 0 if this processor has no chains.
[[nodiscard]] std::int64_t step_width() noexcept;

/// All chains of a program, in order, and what they leave in memory.
struct TileChains {
  std::vector<TileChain> list;
  std::vector<char> is_looped;  ///< per value: a loop or a reduction reads whole tiles of it
  std::vector<char> is_read;    ///< per value: something reads it from memory
  std::vector<char> is_stored;  ///< per value: it is read, or an output, or made by a loop
};
[[nodiscard]] TileChains find_chains(const TileProgram& program);

}  // namespace saem::cpu
