#include "saem/train/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "saem/core/error.h"

namespace saem {
namespace {

template <class T>
void require(bool valid, const char* schedule, const char* expected, T received) {
  if (valid) return;
  fail<ValueError>({schedule,
                    fmt::format("expected {}, received {}", expected, received),
                    {},
                    "Give a number in that range."});
}

/// From 1 at 0 to 0 at 1.
double half_cosine(double share) { return 0.5 * (1 + std::cos(std::numbers::pi * share)); }

struct Named {
  std::string name;
  LearningRateSchedule (*make)();
};

const std::array<Named, 9>& named() {
  static const std::array<Named, 9> all{{{"constant", [] { return LearningRateSchedule(); }},
                                         {"cooldown", [] { return cooldown(); }},
                                         {"cosine", [] { return cosine_decay(); }},
                                         {"cosine-restarts", [] { return cosine_restarts(); }},
                                         {"exponential", [] { return exponential_fall(); }},
                                         {"linear", [] { return polynomial_fall(1); }},
                                         {"one-cycle", [] { return one_cycle(); }},
                                         {"polynomial", [] { return polynomial_fall(); }},
                                         {"step", [] { return step_drops(); }}}};
  return all;
}

}  // namespace

LearningRateSchedule cosine_decay(double end) {
  require(end >= 0 && end <= 1, "cosine_decay", "end in [0, 1]", end);
  return [end](double progress) { return end + (1 - end) * half_cosine(progress); };
}

LearningRateSchedule cooldown(double share) {
  require(share > 0 && share <= 1, "cooldown", "share in (0, 1]", share);
  return [share](double progress) { return std::min(1.0, (1 - progress) / share); };
}

LearningRateSchedule cosine_restarts(int cycles) {
  require(cycles >= 1, "cosine_restarts", "at least one cycle", cycles);
  return [cycles](double progress) {
    const double position = progress * cycles;
    return half_cosine(position - std::floor(position));
  };
}

LearningRateSchedule exponential_fall(double end) {
  require(end > 0 && end <= 1, "exponential_fall", "end in (0, 1]", end);
  return [end](double progress) { return std::pow(end, progress); };
}

LearningRateSchedule polynomial_fall(double power) {
  require(power > 0 && std::isfinite(power), "polynomial_fall", "a power above 0", power);
  return [power](double progress) { return std::pow(1 - progress, power); };
}

LearningRateSchedule step_drops(int drops, double factor) {
  require(drops >= 1, "step_drops", "at least one drop", drops);
  require(factor > 0 && factor < 1, "step_drops", "factor in (0, 1)", factor);
  return [drops, factor](double progress) { return std::pow(factor, std::floor(progress * (drops + 1))); };
}

LearningRateSchedule one_cycle() {
  constexpr double peak = 0.3, first = 1 / 25.0, last = first / 1e4;
  return [](double progress) {
    return progress < peak ? first + (1 - first) * (1 - half_cosine(progress / peak))
                           : last + (1 - last) * half_cosine((progress - peak) / (1 - peak));
  };
}

LearningRateSchedule warm_up(double share, LearningRateSchedule after) {
  require(share >= 0 && share < 1, "warm_up", "share in [0, 1)", share);
  return [share, after = std::move(after)](double progress) {
    if (progress < share) return progress / share * (after ? after(0) : 1.0);
    return after ? after((progress - share) / (1 - share)) : 1.0;
  };
}

LearningRateSchedule learning_rate_schedule(std::string_view name) {
  const auto* const found = std::ranges::find(named(), name, &Named::name);
  if (found != named().end()) return found->make();
  const std::string_view near = nearest_name(name, schedule_names());
  fail<ValueError>({"schedule", fmt::format("there is no schedule \"{}\"", name),
                    fmt::format("known: {}", fmt::join(schedule_names(), ", ")),
                    near.empty() ? "Choose one of those." : fmt::format("Did you mean \"{}\"?", near)});
}

std::span<const std::string> schedule_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Named& each : named()) all.push_back(each.name);
    return all;
  }();
  return names;
}

}  // namespace saem
