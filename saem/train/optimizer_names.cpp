#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "saem/core/error.h"
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
                                                             {"sgd", make<SGD>}};
  return all;
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
  std::string lower(name);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (const auto found = makers().find(lower); found != makers().end()) return found->second();
  const std::string_view near = nearest_name(lower, optimizer_names());
  fail<ValueError>({"optimizer", fmt::format("there is no optimizer '{}'", name),
                    fmt::format("known: {}", fmt::join(optimizer_names(), ", ")),
                    near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

}  // namespace saem
