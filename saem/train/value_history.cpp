#include "saem/train/value_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "saem/core/error.h"

namespace saem {
namespace {

constexpr std::size_t most_states = 4;
constexpr std::size_t most_losses = 5;
constexpr std::int64_t longest_interval = 64;
constexpr std::size_t most_bytes = std::size_t{8} << 20;

std::size_t bytes_of(std::span<const Variable> variables, std::span<const Array> batch) {
  std::size_t bytes = 0;
  for (const Variable& v : variables) bytes += v.value().byte_size();
  for (const Array& a : batch) bytes += a.byte_size();
  return bytes;
}

/// Gives variables, at the end, the values that they had.
class RestoreValues {
 public:
  explicit RestoreValues(std::span<const Variable> variables) {
    for (const Variable& v : variables) values_.emplace_back(v, v.value());
  }
  ~RestoreValues() {
    for (auto& [variable, value] : values_) variable.assign(value);
  }
  RestoreValues(const RestoreValues&) = delete;
  RestoreValues& operator=(const RestoreValues&) = delete;

 private:
  std::vector<std::pair<Variable, Array>> values_;
};

}  // namespace

bool ValueHistory::keeps_next_step() const {
  const std::int64_t step = steps_ + 1;
  if (!states_.empty() && states_.back().step == step) return false;
  return step <= longest_interval ? std::has_single_bit(static_cast<std::uint64_t>(step))
                                  : step % longest_interval == 0;
}

void ValueHistory::before_step(std::span<const Variable> variables, std::span<const Array> batch) {
  const std::size_t bytes = bytes_of(variables, batch);
  const std::size_t room = bytes == 0 ? most_states : std::min(most_states, most_bytes / bytes);
  while (!states_.empty() && states_.size() >= room) states_.pop_front();
  if (room == 0) return;
  State state{steps_ + 1, {}, {batch.begin(), batch.end()}};
  for (const Variable& v : variables) state.variables.emplace_back(v, v.value());
  states_.push_back(std::move(state));
}

void ValueHistory::after_step(double loss) {
  ++steps_;
  losses_.push_back(loss);
  if (losses_.size() > most_losses) losses_.pop_front();
}

std::string ValueHistory::ranges_text(const std::vector<ValueRange>& failed, const Replay& replay) const {
  std::string text;
  const std::size_t which = failed.size() - 1;
  for (const State& state : states_) {
    if (state.step > steps_) continue;  // that of the failed step
    for (auto [variable, value] : state.variables) variable.assign(value);
    const std::vector<ValueRange> ranges = replay(state.batch);
    // Another batch size is another program, which almost always has the same ops in the same order.
    if (which >= ranges.size() || ranges[which].op != failed[which].op ||
        ranges[which].scope != failed[which].scope)
      continue;
    const std::int64_t before = steps_ + 1 - state.step;
    text += fmt::format("{}{:.4g} to {:.4g} ({} step{} before)", text.empty() ? "" : ", ", ranges[which].low,
                        ranges[which].high, before, before == 1 ? "" : "s");
  }
  return text;
}

std::string ValueHistory::text(const std::vector<ValueRange>& failed, std::span<const Variable> all,
                               const Replay& replay) const {
  std::string text;
  if (!failed.empty()) {
    const RestoreValues restore(all);
    text = ranges_text(failed, replay);
  }
  if (!text.empty()) text = "its range before: " + text;
  for (std::size_t i = 0; i < losses_.size(); ++i)
    text += fmt::format("{}{:.6g}",
                        i > 0          ? ", "
                        : text.empty() ? "losses before: "
                                       : "; losses before: ",
                        losses_[i]);
  return text;
}

}  // namespace saem
