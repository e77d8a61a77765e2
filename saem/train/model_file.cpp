#include "saem/train/model_file.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "saem/core/error.h"
#include "saem/interop/safetensors.h"
#include "saem/nn/names.h"
#include "saem/nn/register_layer.h"
#include "saem/train/architecture.h"
#include "saem/train/model_layer.h"
#include "saem/train/model_state.h"
#include "saem/train/precision.h"

namespace saem {
namespace {

constexpr const char* file_version_key = "saem.version";
constexpr const char* architecture_key = "saem.architecture";
constexpr const char* precision_key = "saem.precision";  // only of models that do not compute in float32
constexpr std::string_view information_prefix = "saem.information.";
constexpr const char* file_version = "1";

/// The text of a metadata key. Throws FileError if the file does not describe a model of this version.
const std::string& architecture_text(const SafetensorsFile& file, const std::string& place) {
  const auto description = file.metadata.find(architecture_key);
  if (description == file.metadata.end()) {
    fail<FileError>(
        {place, "the file holds weights, but not what they belong to",
         fmt::format("no '{}' in its metadata; it has {} tensors", architecture_key, file.tensors.size()),
         "load_model reads files that saem's Model::save wrote. Read plain weights with read_safetensors."});
  }
  const auto written = file.metadata.find(file_version_key);
  if (written == file.metadata.end() || written->second != file_version) {
    fail<FileError>({place,
                     fmt::format("its format version is '{}', this program reads version '{}'",
                                 written == file.metadata.end() ? "" : written->second, file_version),
                     {},
                     "It was probably written by a newer saem: update this one."});
  }
  return description->second;
}

/// The weights of a file; each is given out for the shape that its layer needs, before any memory is taken
/// for it.
class StoredWeights {
 public:
  explicit StoredWeights(const SafetensorsFile& file) {
    for (const auto& [name, array] : file.tensors) weights_.emplace(name, &array);
  }

  Array take(const std::string& name, const Shape& shape) {
    const auto found = weights_.find(name);
    if (found == weights_.end())
      fail<ValueError>({fmt::format("weight '{}'", name), "is missing", {}, advice});
    const Array& array = *found->second;
    if (!(array.shape() == shape) || array.dtype() != DType::f32) {
      fail<ValueError>(
          {fmt::format("weight '{}'", name),
           fmt::format("has shape {} and dtype {} in the file, but its layer needs {} and float32",
                       array.shape().to_string(), saem::name(array.dtype()), shape.to_string()),
           {},
           advice});
    }
    weights_.erase(found);
    return array;
  }

  /// Throws ValueError if a weight has not been taken.
  void finish() const {
    if (weights_.empty()) return;
    fail<ValueError>({fmt::format("weight '{}'", weights_.begin()->first), "belongs to no layer",
                      fmt::format("{} such in the file", weights_.size()), advice});
  }

 private:
  static constexpr const char* advice = "Architecture and weights of this file are not of the same model.";
  std::map<std::string_view, const Array*> weights_;
};

/// The layers of a model, and how they are connected.
void restore(Model::State& state, detail::Architecture architecture);

AnyLayer restored_layer(const detail::Architecture::LayerEntry& entry) {
  detail::require_name(entry.name, "layer name");
  if (entry.model) {
    auto inner = std::make_shared<Model::State>();
    restore(*inner, *entry.model);
    const std::shared_ptr<ModelLayer> layer = Model::State::as_layer(inner);
    if (layer->class_name() != entry.class_name)
      fail<ValueError>(
          {fmt::format("{} '{}'", entry.class_name, entry.name), "holds a model of another kind", {}, {}});
    layer->set_name(entry.name);
    layer->set_trainable(entry.trainable);
    return AnyLayer(layer);
  }
  const AnyLayer layer = make_layer(entry.class_name, entry.config);
  const Attributes known = layer->config();
  for (const auto& [option, value] : entry.config.entries()) {
    if (known.has(option)) continue;
    fail<ValueError>({fmt::format("{} '{}'", entry.class_name, entry.name),
                      fmt::format("has the option '{}', which this program does not know", option),
                      {},
                      "It was probably written by a newer saem: update this one."});
  }
  layer->set_name(entry.name);
  layer->set_trainable(entry.trainable);
  return layer;
}

void restore(Model::State& state, detail::Architecture architecture) {
  detail::require_name(architecture.name, "model name");
  state.name = std::move(architecture.name);
  state.sequential = architecture.sequential;
  std::set<std::string> names;
  for (const ModelGraph::Input& input : architecture.graph.inputs) {
    if (!names.insert(input.name).second)
      fail<ValueError>({fmt::format("input '{}'", input.name), "the name is used twice", {}, {}});
  }
  for (const auto& entry : architecture.layers) {
    if (!names.insert(entry.name).second)
      fail<ValueError>({fmt::format("layer '{}'", entry.name), "the name is used twice", {}, {}});
    state.layers.push_back(restored_layer(entry));
    state.drawn.push_back(false);
  }
  state.graph = std::move(architecture.graph);
}

detail::Architecture architecture_of(const Model::State& s) {
  detail::Architecture architecture{s.own_layer ? s.own_layer->name() : s.name, s.sequential, {}, s.graph};
  for (const AnyLayer& layer : s.layers) {
    detail::Architecture::LayerEntry entry{
        layer->class_name(), s.local_name(layer->name()), {}, layer->trainable()};
    if (const ModelLayer* nested = ModelLayer::of(*layer)) {
      entry.model = std::make_shared<const detail::Architecture>(architecture_of(nested->model()));
    } else {
      entry.config = layer->config();
    }
    architecture.layers.push_back(std::move(entry));
  }
  return architecture;
}

}  // namespace

void ModelFile::save(const Model& model, const std::filesystem::path& path) {
  const Model::State& s = *model.state_;
  s.require_built("weights to save");
  SafetensorsFile file;
  for (const AnyLayer& layer : s.layers) {
    for (const Variable& v : layer->variables()) file.tensors.emplace_back(s.local_name(v.name()), v.value());
  }
  file.metadata[file_version_key] = file_version;
  file.metadata[architecture_key] = to_json(architecture_of(s));
  if (s.trainer->precision() != Precision::float32) file.metadata[precision_key] = model.precision();
  for (const auto& [key, text] : s.information) file.metadata[std::string(information_prefix) + key] = text;
  write_safetensors(path, file);
}

Model ModelFile::load(const std::filesystem::path& path) {
  const SafetensorsFile file = read_safetensors(path);
  const std::string& description = architecture_text(file, path.string());
  auto state = std::make_shared<Model::State>();
  try {
    restore(*state, detail::architecture_from_json(description));
    StoredWeights weights(file);
    const BuildContext context{
        .weights = [&](const std::string& name, const Shape& shape) { return weights.take(name, shape); }};
    state->connect_all(context);
    weights.finish();
    if (const auto precision = file.metadata.find(precision_key); precision != file.metadata.end())
      state->trainer->set_precision(find_precision(precision->second));
  } catch (const Error& e) {
    throw FileError(fmt::format("{}: {}", path.string(), e.what()));
  }
  for (const auto& [key, text] : file.metadata) {
    if (key.starts_with(information_prefix)) state->information[key.substr(information_prefix.size())] = text;
  }
  return Model(std::move(state));
}

void Model::save(const std::filesystem::path& path) const { ModelFile::save(*this, path); }

Model load_model(const std::filesystem::path& path) { return ModelFile::load(path); }

}  // namespace saem
