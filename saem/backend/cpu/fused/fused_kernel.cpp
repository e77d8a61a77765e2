#include "saem/backend/cpu/fused/fused_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "saem/backend/cpu/cache_size.h"
#include "saem/backend/cpu/fused/guarded_kernel.h"
#include "saem/backend/cpu/fused/tile_chain.h"
#include "saem/backend/cpu/fused/tile_convert.h"
#include "saem/backend/cpu/fused/tile_plan.h"
#include "saem/backend/cpu/fused/tile_program.h"
#include "saem/backend/cpu/fused/tile_rewrite.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/core/parallel.h"

namespace saem::cpu {
namespace {

using Inputs = std::span<const void* const>;
using Outputs = std::span<void* const>;

class FusedKernel final : public Kernel {
 public:
  explicit FusedKernel(TileProgram program) : program_(std::move(program)) {
    if (program_.size == 0) return;
    chains_ = find_chains(program_);
    plan_ = plan_tiles(program_, chains_);
    for (const DType dtype : program_.output_types) {
      streams_.push_back(dtype == DType::f32 &&
                         program_.size * static_cast<std::int64_t>(sizeof(float)) > last_level_cache_bytes());
    }
    prepare_chains();
    for (const TileProgram::Sum& sum : program_.sums)
      partials_.push_back(
          partial_.reserve(static_cast<std::size_t>(sum.how.partial_count(plan_.segments)) * sizeof(float)));
  }

  [[nodiscard]] bool can_write_over(std::size_t) const override { return true; }
  [[nodiscard]] std::size_t scratch_bytes() const override { return partial_.bytes(); }
  [[nodiscard]] std::string describe() const override {
    if (program_.size == 0) return {};
    std::size_t loops = program_.instructions.size();  // those of a chain are one
    for (const TileChain& chain : chains_.list)
      loops -= static_cast<std::size_t>(chain.last() - chain.first()) - 1;
    return fmt::format("tiles of {}, {} loop{}", plan_.tile, loops, loops == 1 ? "" : "s");
  }

  void run(Inputs inputs, Outputs outputs, void* scratch) override {
    if (program_.size == 0) return;
    // Pieces are whole tiles: what a tile holds never depends on the number of threads.
    const Call call{inputs, outputs, static_cast<std::byte*>(scratch)};
    parallel_for(plan_.segments.count(), std::max<std::int64_t>(1, elements_per_piece / plan_.segments.piece),
                 [&](std::int64_t begin, std::int64_t end) { run_segments(call, begin, end); });
    for (std::size_t s = 0; s < program_.sums.size(); ++s) {
      const TileProgram::Sum& sum = program_.sums[s];
      sum.how.finish(plan_.segments, partial(call, s), result(call, sum));
    }
  }

 private:
  struct Call {
    Inputs inputs;
    Outputs outputs;
    std::byte* scratch;
  };
  /// What a thread works in: a place for each value of the present tile, and accumulators.
  struct Workspace {
    std::vector<float> memory;
    std::vector<TileStep> steps;
    std::vector<float*> place;        ///< per value
    std::vector<char> direct;         ///< per instruction: writes its output at once
    std::vector<char> streamed;       ///< per value, see TileChain::Places
    std::vector<std::int64_t> plane;  ///< per load: what lies in its buffer; -1: nothing yet
    bool passes = false;              ///< everything goes from and to where it belongs, see TilePlan
    float* accumulators = nullptr;
  };

  /// How chains read and write their values.
  void prepare_chains() {
    is_narrow_ = plan_.narrow;
    is_narrow_.resize(plan_.slot_of.size(), 0);
    is_streamed_.assign(plan_.slot_of.size(), 0);
    for (const TileChain& chain : chains_.list) {
      for (auto k = static_cast<std::size_t>(chain.first()); k < static_cast<std::size_t>(chain.last());
           ++k) {
        const int output = program_.instructions[k].output;
        const std::size_t value = program_.result(k);
        is_streamed_[value] =
            output >= 0 && streams_[static_cast<std::size_t>(output)] && !chains_.is_read[value];
      }
    }
  }

  [[nodiscard]] float* partial(const Call& call, std::size_t sum) const {
    return reinterpret_cast<float*>(call.scratch + partials_[sum]);
  }
  static float* result(const Call& call, const TileProgram::Sum& sum) {
    return static_cast<float*>(call.outputs[static_cast<std::size_t>(sum.output)]);
  }

  /// An output is written where it belongs at once, unless an input that lies in the same memory is still to
  /// be read.
  [[nodiscard]] bool writes_direct(std::size_t instruction, const Call& call) const {
    if (program_.instructions[instruction].output < 0) return false;
    const auto output = static_cast<std::size_t>(program_.instructions[instruction].output);
    if (program_.output_types[output] != DType::f32) return false;
    if (streams_[output] && !is_streamed_[program_.result(instruction)]) return false;
    return std::ranges::none_of(program_.loads, [&](const TileProgram::Load& load) {
      return call.inputs[static_cast<std::size_t>(load.input)] == call.outputs[output] &&
             load.last_read > static_cast<int>(instruction);
    });
  }

  /// True if its output lies where an input lay: those lines are in the cache.
  [[nodiscard]] bool is_in_place(std::size_t instruction, const Call& call) const {
    const auto output = static_cast<std::size_t>(program_.instructions[instruction].output);
    return std::ranges::find(call.inputs, call.outputs[output]) != call.inputs.end();
  }

  void prepare(Workspace& w, const Call& call) const {
    constexpr std::size_t floats_per_line = 16;
    // One line more than a tile: buffers a power of 2 apart would compete for the same places in the cache.
    const std::size_t tile =
        ((static_cast<std::size_t>(plan_.tile) + floats_per_line - 1) / floats_per_line + 1) *
        floats_per_line;
    std::size_t floats = static_cast<std::size_t>(plan_.slots) * tile + floats_per_line;
    for (const TileProgram::Sum& sum : program_.sums)
      floats += static_cast<std::size_t>(sum.how.accumulators());
    if (w.memory.size() < floats) w.memory.resize(floats);
    const auto address = reinterpret_cast<std::uintptr_t>(w.memory.data());
    auto* const buffers = reinterpret_cast<float*>((address + 63) / 64 * 64);
    w.accumulators = buffers + static_cast<std::size_t>(plan_.slots) * tile;
    w.place.assign(plan_.slot_of.size(), nullptr);
    for (std::size_t v = 0; v < plan_.slot_of.size(); ++v) {
      if (plan_.slot_of[v] >= 0) w.place[v] = buffers + static_cast<std::size_t>(plan_.slot_of[v]) * tile;
    }
    w.direct.resize(program_.instructions.size());
    w.streamed.assign(plan_.slot_of.size(), 0);
    w.passes = plan_.passes;
    for (std::size_t k = 0; k < w.direct.size(); ++k) {
      w.direct[k] = writes_direct(k, call);
      w.passes = w.passes && (w.direct[k] || program_.instructions[k].output < 0);
      w.streamed[program_.result(k)] =
          w.direct[k] && is_streamed_[program_.result(k)] && !is_in_place(k, call);
    }
    w.plane.assign(program_.loads.size(), -1);
  }

  void run_segments(const Call& call, std::int64_t begin, std::int64_t end) const {
    thread_local Workspace w;
    prepare(w, call);
    for (std::int64_t segment = begin; segment < end; ++segment) {
      float* sums = w.accumulators;
      for (const TileProgram::Sum& sum : program_.sums) {
        sum.how.begin_piece(sums);
        sums += sum.how.accumulators();
      }
      const std::int64_t first = plan_.segments.begin(segment);
      const std::int64_t last = plan_.segments.end(segment);
      load_plane(w, call, first);
      for (std::int64_t at = first; at < last;) {
        const std::int64_t n = tile_length(w, last - at);
        run_tile(w, call, at, n);
        at += n;
      }
      sums = w.accumulators;
      for (std::size_t s = 0; s < program_.sums.size(); ++s) {
        program_.sums[s].how.end_piece(sums, segment, partial(call, s));
        sums += program_.sums[s].how.accumulators();
      }
    }
    if (std::ranges::find(streams_, char{1}) != streams_.end()) finish_streaming();
  }

  /// A tile; or all whole steps of a chain at once, if it needs no buffers.
  [[nodiscard]] std::int64_t tile_length(const Workspace& w, std::int64_t left) const {
    return w.passes && left > plan_.tile ? left - left % step_width() : std::min(plan_.tile, left);
  }

  void run_tile(Workspace& w, const Call& call, std::int64_t at, std::int64_t n) const {
    load_tile(w, call, at, n);
    for (std::size_t k = 0; k < program_.instructions.size(); ++k) {
      if (!w.direct[k]) continue;
      const auto output = static_cast<std::size_t>(program_.instructions[k].output);
      w.place[program_.result(k)] = static_cast<float*>(call.outputs[output]) + at;
    }
    int done = 0;
    for (const TileChain& chain : chains_.list) {
      run_loops(w, call, at, {done, chain.first()}, {0, n});
      const std::int64_t whole = chain.run({w.place, is_narrow_, w.streamed}, n, w.steps);
      run_loops(w, call, at, {chain.first(), chain.last()}, {whole, n});
      done = chain.last();
    }
    run_loops(w, call, at, {done, static_cast<int>(program_.instructions.size())}, {0, n});
    float* sums = w.accumulators;
    for (std::size_t s = 0; s < program_.sums.size(); ++s) {
      const TileProgram::Sum& sum = program_.sums[s];
      sum.how.add(w.place[static_cast<std::size_t>(sum.value)], at, n, sums, partial(call, s),
                  result(call, sum));
      sums += sum.how.accumulators();
    }
    store_tile(w, call, at, n);
  }

  /// One loop per instruction, over a part of the tile that begins at `at`.
  void run_loops(Workspace& w, const Call& call, std::int64_t at, std::pair<int, int> instructions,
                 std::pair<std::int64_t, std::int64_t> elements) const {
    const auto [begin, end] = elements;
    if (begin == end) return;
    for (int number = instructions.first; number < instructions.second; ++number) {
      const auto k = static_cast<std::size_t>(number);
      const TileProgram::Instruction& instruction = program_.instructions[k];
      float* out = w.place[program_.result(k)] + begin;
      if (instruction.loop == nullptr) {
        const void* key = call.inputs[static_cast<std::size_t>(instruction.in[0])];
        program_.random.fill(static_cast<const std::int64_t*>(key), at + begin, end - begin, out);
        continue;
      }
      const float* in[TileProgram::max_inputs];
      for (int i = 0; i < instruction.count; ++i) {
        const auto value = static_cast<std::size_t>(instruction.in[i]);
        in[i] = w.place[value] + (is_narrow_[value] ? 0 : begin);
      }
      instruction.loop(in, out, end - begin);
      if (instruction.rounds) round_to_bfloat16(out, end - begin);
    }
  }

  void load_tile(Workspace& w, const Call& call, std::int64_t at, std::int64_t n) const {
    for (std::size_t l = 0; l < program_.loads.size(); ++l) {
      const TileLoad& load = program_.loads[l].how;
      const void* input = call.inputs[static_cast<std::size_t>(program_.loads[l].input)];
      if (load.is_direct()) {
        w.place[l] = const_cast<float*>(static_cast<const float*>(input)) + at;  // only ever read
      } else if (!plan_.repeats[l]) {
        load.fill(input, at, n, w.place[l]);
      }
    }
  }

  /// What all tiles of a plane read alike, unless it is there from the last segment.
  void load_plane(Workspace& w, const Call& call, std::int64_t at) const {
    for (std::size_t l = 0; l < program_.loads.size(); ++l) {
      if (!plan_.repeats[l]) continue;
      const TileLoad& load = program_.loads[l].how;
      const std::int64_t plane = at / load.plane();
      if (plane == w.plane[l]) continue;
      const std::int64_t first = at / plan_.segments.plane * plan_.segments.plane;
      load.fill(call.inputs[static_cast<std::size_t>(program_.loads[l].input)], first,
                std::min(is_narrow_[l] ? step_width() : plan_.tile, plan_.segments.plane), w.place[l]);
      w.plane[l] = plane;
    }
  }

  void store_tile(const Workspace& w, const Call& call, std::int64_t at, std::int64_t n) const {
    for (std::size_t k = 0; k < program_.instructions.size(); ++k) {
      if (program_.instructions[k].output < 0 || w.direct[k]) continue;
      const auto output = static_cast<std::size_t>(program_.instructions[k].output);
      const float* from = w.place[program_.result(k)];
      if (streams_[output]) {
        stream_float32(from, n, static_cast<float*>(call.outputs[output]) + at);
      } else {
        from_float32(from, n, program_.output_types[output], call.outputs[output], at);
      }
    }
  }

  TileProgram program_;
  TilePlan plan_;
  std::vector<char> streams_;  ///< per output: it is written past the caches
  TileChains chains_;
  std::vector<char> is_narrow_;  ///< per value, see TileChain::Places
  std::vector<char>
      is_streamed_;  ///< per value: it goes from registers past the caches if it is not in place
  Scratch partial_;
  std::vector<std::size_t> partials_;  ///< per reduction: where the results of its pieces lie
};

}  // namespace

std::unique_ptr<Kernel> make_fused_kernel(const Task& task) {
  if (!is_tile_group(task)) return nullptr;
  TileProgram program = read_program(task);
  const auto kernel_of = [](TileProgram p) {
    fuse_scaled_sums(p);
    return std::make_unique<FusedKernel>(std::move(p));
  };
  const std::optional<int> guard = find_guard(program);
  if (!guard) return kernel_of(std::move(program));
  std::unique_ptr<Kernel> if_true = kernel_of(assume_true(program, *guard));
  return make_guarded_kernel(program.loads[static_cast<std::size_t>(*guard)], std::move(if_true),
                             kernel_of(program));
}

}  // namespace saem::cpu
