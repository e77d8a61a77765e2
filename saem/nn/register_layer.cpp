#include "saem/nn/register_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <mutex>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/nn/missing_layers.h"
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
  static const Factories factories = factories_of<
      Activation, ActivityRegularization, AdaptiveAveragePooling1D, AdaptiveAveragePooling2D,
      AdaptiveAveragePooling3D, AdaptiveMaxPooling1D, AdaptiveMaxPooling2D, AdaptiveMaxPooling3D, Add,
      AlphaDropout, AutoContrast, Average, AveragePooling1D, AveragePooling2D, AveragePooling3D,
      BatchNormalization, CategoryEncoding, CenterCrop, Concatenate, Conv1D, Conv1DTranspose, Conv2D,
      Conv2DTranspose, Conv3D, Conv3DTranspose, Cropping1D, Cropping2D, Cropping3D, Dense, DepthwiseConv1D,
      DepthwiseConv2D, Discretization, Dot, Dropout, ELU, EinsumDense, Embedding, Equalization, Flatten,
      GaussianDropout, GaussianNoise, GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D,
      GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D, GroupNormalization, HashedCrossing, Hashing,
      Identity, IntegerLookup, LayerNormalization, LeakyReLU, Masking, MaxPooling1D, MaxPooling2D,
      MaxPooling3D, Maximum, MelSpectrogram, Minimum, Multiply, Normalization, PReLU, PeriodicEmbedding,
      Permute, RMSNormalization, RandomBrightness, RandomColorDegeneration, RandomColorJitter, RandomContrast,
      RandomCrop, RandomErasing, RandomFlip, RandomGaussianBlur, RandomGrayscale, RandomHue, RandomInvert,
      RandomPerspective, RandomPosterization, RandomRotation, RandomSaturation, RandomSharpness, RandomShear,
      RandomTranslation, RandomZoom, ReLU, RepeatVector, Rescaling, Reshape, Resizing, STFTSpectrogram,
      SeparableConv1D, SeparableConv2D, Softmax, Solarization, SpatialDropout1D, SpatialDropout2D,
      SpatialDropout3D, SpectralNormalization, Subtract, TimeDistributed, UnitNormalization, UpSampling1D,
      UpSampling2D, UpSampling3D, ZeroPadding1D, ZeroPadding2D, ZeroPadding3D>();
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

/// What to do about an option of Keras that saem's layers do not have.
std::string advice_for(const std::string& option, std::string_view near) {
  static const std::map<std::string, std::string, std::less<>> known = {
      {"dtype", "Layers compute in float32; compile({.precision = \"bf16\"}) is the faster mixed precision."},
      {"autocast", "Compile with a precision instead."},
      {"sparse", "Outputs are dense always: leave it out, or set it to false in Keras."},
      {"lora_rank",
       "Freeze the layer with set_trainable(false), and add the product of two thin Dense layers."},
      {"lora_alpha", "See lora_rank: there is no LoRA in layers."},
      {"quantization_config", "Weights are float32 always."},
      {"gptq_unpacked_column_size", "Weights are float32 always."},
      {"renorm", "Use GroupNormalization or LayerNormalization for small batches."},
      {"vocabulary_dtype", "Vocabularies are int64 always."},
      {"bounding_box_format", "Layers change pictures alone: change boxes in an ExampleSource."},
      {"synchronized", "One process trains: its batch is the whole batch."}};
  if (const auto found = known.find(option); found != known.end()) return found->second;
  return near.empty() ? "" : fmt::format("Did you mean '{}'?", near);
}

/// What a layer of saem does not have must not be dropped without a word.
void require_known_options(const Attributes& config, const Layer& layer) {
  const Attributes known = layer.config();
  for (const auto& [option, value] : config.entries()) {
    if (known.has(option) || option == "name" || option == "trainable") continue;
    std::vector<std::string> names;
    for (const auto& entry : known.entries()) names.push_back(entry.first);
    const std::string_view near = nearest_name(option, names);
    fail<ValueError>(
        {layer.class_name(), fmt::format("has the option '{}', which is not supported", option),
         fmt::format("supported: {}", names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))),
         advice_for(option, near)});
  }
}

/// A message about an option must say whose it is.
AnyLayer made_by(const LayerFactory& factory, const std::string& class_name, const Attributes& config) {
  try {
    return factory(config);
  } catch (const ValueError& e) {
    const std::string_view message = e.what();
    if (message.find(class_name) != std::string_view::npos) throw;
    throw ValueError(fmt::format("{}: {}", class_name, message));
  }
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

AnyLayer make_layer(const std::string& asked, const Attributes& config) {
  const std::string class_name = find(asked) ? asked : detail::full_class_name(asked);
  if (const LayerFactory factory = find(class_name)) {
    AnyLayer layer = made_by(factory, class_name, config);
    if (own_layers().contains(class_name)) {
      require_known_options(config, *layer);
      if (config.has("name")) layer->set_name(config.text("name"));
      if (config.has("trainable")) layer->set_trainable(config.flag("trainable"));
    }
    return layer;
  }
  if (const std::string advice = detail::advice_for_missing_layer(class_name); !advice.empty()) {
    fail<ValueError>({fmt::format("layer class '{}'", class_name),
                      "is one of Keras's that saem does not have",
                      {},
                      advice});
  }
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
