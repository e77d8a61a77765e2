#include "saem/cli/networks.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/cli/usage_error.h"
#include "saem/core/error.h"
#include "saem/nn/layers.h"

namespace saem::cli {
namespace {

struct Network {
  std::string name;
  void (*add_layers)(Sequential& model, std::int64_t classes);
};

void add_cnn(Sequential& model, std::int64_t classes) {
  model.add(Conv2D(32, 3, {.activation = "relu"}));
  model.add(Conv2D(64, 3, {.activation = "relu"}));
  model.add(MaxPooling2D(2));
  model.add(Dropout(0.25));
  model.add(Flatten());
  model.add(Dense(128, {.activation = "relu"}));
  model.add(Dropout(0.5));
  model.add(Dense(classes, {.activation = "softmax"}));
}

void add_mlp(Sequential& model, std::int64_t classes) {
  model.add(Flatten());
  model.add(Dense(512, {.activation = "relu"}));
  model.add(Dropout(0.2));
  model.add(Dense(512, {.activation = "relu"}));
  model.add(Dropout(0.2));
  model.add(Dense(classes, {.activation = "softmax"}));
}

const std::vector<Network>& networks() {
  static const std::vector<Network> all{{"cnn", add_cnn}, {"mlp", add_mlp}};
  return all;
}

}  // namespace

const std::vector<std::string>& network_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Network& network : networks()) list.push_back(network.name);
    return list;
  }();
  return names;
}

Sequential build_network(const std::string& name, const Shape& input, std::int64_t classes,
                         std::uint64_t seed) {
  const auto found = std::ranges::find(networks(), name, &Network::name);
  if (found == networks().end()) {
    fail<ValueError>(
        {.place = "network",
         .problem = fmt::format("expected {}, received '{}'", fmt::join(network_names(), ", "), name),
         .context = "",
         .advice = suggestion(name, network_names(), "")});
  }
  Sequential model;
  model.set_name(name);
  model.set_seed(seed);
  model.add(Input(input));
  found->add_layers(model, classes);
  return model;
}

}  // namespace saem::cli
