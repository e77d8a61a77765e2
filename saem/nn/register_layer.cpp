#include "saem/nn/register_layer.h"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/nn/names.h"

namespace saem {
namespace {

using Factories = std::map<std::string, LayerFactory>;

template <class... Layers>
Factories factories_of() {
  return {{Layers::type, [](const Attributes& config) { return AnyLayer(Layers::from_config(config)); }}...};
}

// A new layer of saem becomes loadable by its name in this list (a linker drops what only registers itself).
const Factories& own_layers() {
  static const Factories factories =
      factories_of<Activation, Add, AveragePooling1D, AveragePooling2D, BatchNormalization, Concatenate,
                   Conv1D, Conv2D, Dense, Dropout, Flatten, GlobalAveragePooling1D, GlobalAveragePooling2D,
                   GlobalMaxPooling1D, GlobalMaxPooling2D, MaxPooling1D, MaxPooling2D, Rescaling, Reshape,
                   ZeroPadding2D>();
  return factories;
}

struct Registered {
  std::mutex mutex;
  Factories factories;
};
Registered& registered() {
  static Registered all;
  return all;
}

LayerFactory find(const std::string& class_name) {
  if (const auto own = own_layers().find(class_name); own != own_layers().end()) return own->second;
  const std::lock_guard lock(registered().mutex);
  const auto other = registered().factories.find(class_name);
  return other == registered().factories.end() ? LayerFactory() : other->second;
}

}  // namespace

void register_layer(const std::string& class_name, LayerFactory factory) {
  detail::require_name(class_name, "register_layer");
  if (own_layers().contains(class_name)) {
    fail<ValueError>({"register_layer",
                      fmt::format("'{}' is a layer of saem", class_name),
                      {},
                      "Give your layer another class name."});
  }
  const std::lock_guard lock(registered().mutex);
  registered().factories[class_name] = std::move(factory);
}

AnyLayer make_layer(const std::string& class_name, const Attributes& config) {
  if (const LayerFactory factory = find(class_name)) return factory(config);
  const std::vector<std::string> known = layer_classes();
  const std::string_view near = nearest_name(class_name, known);
  fail<ValueError>(
      {fmt::format("layer class '{}'", class_name), "is not known to this program",
       fmt::format("known: {}", fmt::join(known, ", ")),
       fmt::format(
           "{}If it is a layer of your own, call register_layer(\"{}\", …) before the model is loaded.",
           near.empty() ? "" : fmt::format("Did you mean '{}'? ", near), class_name)});
}

std::vector<std::string> layer_classes() {
  Factories all = own_layers();
  {
    const std::lock_guard lock(registered().mutex);
    all.insert(registered().factories.begin(), registered().factories.end());
  }
  std::vector<std::string> names;
  for (const auto& entry : all) names.push_back(entry.first);
  return names;
}

}  // namespace saem
