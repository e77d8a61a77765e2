#include "saem/train/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "saem/core/error.h"

namespace saem {

LearningRateSchedule cosine_decay(double end) {
  if (!(end >= 0 && end <= 1)) {
    fail<ValueError>({"cosine_decay", fmt::format("expected end in [0, 1], received {}", end), {}, {}});
  }
  return
      [end](double progress) { return end + (1 - end) * 0.5 * (1 + std::cos(std::numbers::pi * progress)); };
}

LearningRateSchedule cooldown(double share) {
  if (!(share > 0 && share <= 1)) {
    fail<ValueError>({"cooldown", fmt::format("expected share in (0, 1], received {}", share), {}, {}});
  }
  return [share](double progress) { return std::min(1.0, (1 - progress) / share); };
}

LearningRateSchedule learning_rate_schedule(std::string_view name) {
  if (name == "constant") return {};
  if (name == "cosine") return cosine_decay();
  if (name == "cooldown") return cooldown();
  const std::string_view near = nearest_name(name, schedule_names());
  fail<ValueError>({"schedule",
                    fmt::format("expected \"constant\", \"cosine\" or \"cooldown\", received \"{}\"", name),
                    {},
                    near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near)});
}

std::span<const std::string> schedule_names() {
  static const std::array<std::string, 3> names = {"constant", "cooldown", "cosine"};
  return names;
}

}  // namespace saem
