// TrainSettings' optimizer: the options that all have in common, and those that only some have.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "saem/cli/train_settings.h"
#include "saem/cli/usage_error.h"

namespace saem::cli {
namespace {

[[noreturn]] void refuse(const char* option, const std::string& optimizer, const char* those) {
  fail<UsageError>({.place = fmt::format("train: --{}", option),
                    .problem = fmt::format("expected with {}, received with {}", those, optimizer),
                    .context = "",
                    .advice = fmt::format("Leave --{} out, or choose --optimizer sgd.", option)});
}

template <class O, class Options>
std::shared_ptr<Optimizer> make(const TrainSettings& s) {
  Options options{};
  if (s.learning_rate) options.learning_rate = *s.learning_rate;
  if (s.weight_decay) options.weight_decay = *s.weight_decay;
  options.clipnorm = s.clipnorm.value_or(0);
  options.clipvalue = s.clipvalue.value_or(0);
  options.global_clipnorm = s.global_clipnorm.value_or(0);
  options.use_ema = s.ema.has_value();
  if (s.ema) options.ema_momentum = *s.ema;
  options.gradient_accumulation_steps = s.accumulate > 1 ? static_cast<int>(s.accumulate) : 0;
  if constexpr (requires { options.momentum; }) {
    if (s.momentum) options.momentum = *s.momentum;
  } else if (s.momentum) {
    refuse("momentum", s.optimizer, "sgd, rmsprop or muon");
  }
  if constexpr (std::is_same_v<O, SGD>) {
    options.nesterov = s.nesterov;
  } else if (s.nesterov) {
    refuse("nesterov", s.optimizer, "sgd");
  }
  return std::make_shared<O>(options);
}

struct Maker {
  std::string_view name;
  std::shared_ptr<Optimizer> (*make)(const TrainSettings&);
};
constexpr std::array makers{Maker{"adadelta", make<Adadelta, AdadeltaOptions>},
                            Maker{"adafactor", make<Adafactor, AdafactorOptions>},
                            Maker{"adagrad", make<Adagrad, AdagradOptions>},
                            Maker{"adam", make<Adam, AdamOptions>},
                            Maker{"adamax", make<Adamax, AdamaxOptions>},
                            Maker{"adamw", make<AdamW, AdamWOptions>},
                            Maker{"ftrl", make<Ftrl, FtrlOptions>},
                            Maker{"lamb", make<Lamb, LambOptions>},
                            Maker{"lion", make<Lion, LionOptions>},
                            Maker{"muon", make<Muon, MuonOptions>},
                            Maker{"nadam", make<Nadam, NadamOptions>},
                            Maker{"rmsprop", make<RMSprop, RMSpropOptions>},
                            Maker{"schedule_free_adamw", make<ScheduleFreeAdamW, ScheduleFreeAdamWOptions>},
                            Maker{"sgd", make<SGD, SGDOptions>}};

}  // namespace

std::shared_ptr<Optimizer> TrainSettings::make_optimizer() const {
  const auto* const maker = std::ranges::find(makers, optimizer, &Maker::name);
  if (maker == makers.end()) {  // one that the library knows, and this table does not yet
    fail<UsageError>(
        {.place = "train: --optimizer",
         .problem = fmt::format("expected one of saem train's optimizers, received '{}'", optimizer),
         .context = "",
         .advice = "See saem help train."});
  }
  TrainSettings settings = *this;
  if (!learning_rate && optimizer == "adadelta") settings.learning_rate = adadelta_learning_rate;
  return maker->make(settings);
}

}  // namespace saem::cli
