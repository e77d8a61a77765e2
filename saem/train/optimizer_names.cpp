#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "saem/core/error.h"
#include "saem/core/lower_case.h"
#include "saem/nn/names.h"
#include "saem/train/optimizer.h"

namespace saem {
namespace {

using Maker = std::shared_ptr<Optimizer> (*)();

template <class O>
std::shared_ptr<Optimizer> make() {
  return std::make_shared<O>();
}

const std::map<std::string, Maker, std::less<>>& makers() {
  static const std::map<std::string, Maker, std::less<>> all{{"adadelta", make<Adadelta>},
                                                             {"adafactor", make<Adafactor>},
                                                             {"adagrad", make<Adagrad>},
                                                             {"adam", make<Adam>},
                                                             {"adamax", make<Adamax>},
                                                             {"adamw", make<AdamW>},
                                                             {"ftrl", make<Ftrl>},
                                                             {"lamb", make<Lamb>},
                                                             {"lion", make<Lion>},
                                                             {"muon", make<Muon>},
                                                             {"nadam", make<Nadam>},
                                                             {"rmsprop", make<RMSprop>},
                                                             {"schedule_free_adamw", make<ScheduleFreeAdamW>},
                                                             {"sgd", make<SGD>}};
  return all;
}

/// What to do instead of an optimizer of Keras that is not there; empty for other names.
std::string advice_for_missing(std::string_view name) {
  if (detail::same_name(name, "loss_scale_optimizer"))
    return "compile({.precision = \"bf16\"}) needs no scaled loss: bfloat16 has float32's range.";
  if (detail::same_name(name, "multi_optimizer"))
    return "Give parts of the model their own rates with Optimizer::add_group, or write the training step.";
  return {};
}

}  // namespace

const std::vector<std::string>& optimizer_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& [name, maker] : makers()) all.push_back(name);
    return all;
  }();
  return names;
}

std::shared_ptr<Optimizer> make_optimizer(std::string_view name) {
  for (const auto& [known, maker] : makers()) {
    if (detail::same_name(known, name)) return maker();
  }
  if (const std::string advice = advice_for_missing(name); !advice.empty()) {
    fail<ValueError>(
        {"optimizer", fmt::format("'{}' is one of Keras's that saem does not have", name), {}, advice});
  }
  const std::string_view near = nearest_name(detail::lower_case(std::string(name)), optimizer_names());
  fail<ValueError>({"optimizer", fmt::format("there is no optimizer '{}'", name),
                    fmt::format("known: {}", fmt::join(optimizer_names(), ", ")),
                    near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

}  // namespace saem
