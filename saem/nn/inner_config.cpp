#include "saem/nn/inner_config.h"

#include "saem/core/error.h"
#include "saem/nn/register_layer.h"

namespace saem::detail {

void write_inner_layer(Attributes& config, const std::string& option, const Layer& inner,
                       const std::string& outer) {
  config.set(option, inner.class_name());
  const std::string prefix = outer + "/";
  const std::string& name = inner.name();
  config.set(option + ".name", name.starts_with(prefix) ? name.substr(prefix.size()) : name);
  config.set(option + ".trainable", inner.trainable());
  const Attributes own = inner.config();
  for (const auto& [key, value] : own.entries()) config.set(option + ".config." + key, value);
}

std::shared_ptr<Layer> held_layer(const AnyLayer& layer, std::string_view outer) {
  if (layer.operator->() != nullptr) return layer->clone();
  fail<ValueError>(
      {std::string(outer), "expected a layer, received a null pointer", {}, "Give it a layer to hold."});
}

AnyLayer inner_layer(const Attributes& config, const std::string& option) {
  Attributes own;
  const std::string prefix = option + ".config.";
  for (const auto& [key, value] : config.entries()) {
    if (key.starts_with(prefix)) own.set(key.substr(prefix.size()), value);
  }
  AnyLayer layer = make_layer(config.text(option), own);
  if (config.has(option + ".name")) layer->set_name(config.text(option + ".name"));
  if (config.has(option + ".trainable")) layer->set_trainable(config.flag(option + ".trainable"));
  return layer;
}

}  // namespace saem::detail
