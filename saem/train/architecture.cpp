#include "saem/train/architecture.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largest_text = std::size_t{16}
                                     << 20;  // parsed JSON takes several times this much memory
// {"layers": [{"config": {"loss": {"real": …}}}]} is 6 deep; each model inside a model adds {"model": …}, 3.
constexpr int deepest = 6 + 3 * 16;

// ---- Writing ----

struct ValueWriter {
  Json operator()(bool v) const { return v; }
  Json operator()(std::int64_t v) const { return v; }
  Json operator()(double v) const {
    if (std::isfinite(v)) return v;
    return {{"real", std::isnan(v) ? "nan" : v > 0 ? "inf" : "-inf"}};  // JSON has no such numbers
  }
  Json operator()(const std::string& v) const { return v; }
  Json operator()(const std::vector<std::int64_t>& v) const { return v; }
  Json operator()(DType v) const { return {{"dtype", saem::name(v)}}; }
};

Json config_json(const Attributes& config) {
  Json json = Json::object();
  for (const auto& [name, value] : config.entries()) json[name] = std::visit(ValueWriter{}, value.value);
  return json;
}

Json json_of(const Architecture& architecture) {
  Json inputs = Json::array();
  for (const auto& [name, type] : architecture.graph.inputs) {
    const Shape example = type.shape.slice(1, type.shape.rank());
    inputs.push_back({{"name", name},
                      {"dtype", saem::name(type.dtype)},
                      {"shape", std::vector<std::int64_t>(example.begin(), example.end())}});
  }
  Json layers = Json::array();
  for (const Architecture::LayerEntry& layer : architecture.layers) {
    Json entry = {{"class", layer.class_name},
                  {"name", layer.name},
                  {"trainable", layer.trainable},
                  {"config", config_json(layer.config)}};
    if (layer.model) entry["model"] = json_of(*layer.model);
    layers.push_back(std::move(entry));
  }
  Json calls = Json::array();
  for (const ModelGraph::Call& call : architecture.graph.calls) {
    Json entry = {{"layer", call.layer}, {"arguments", call.arguments}};
    if (call.output > 0) {
      entry["output"] = call.output;
      entry["first"] = call.first;
    }
    calls.push_back(std::move(entry));
  }
  return {{"kind", architecture.sequential ? "sequential" : "functional"},
          {"name", architecture.name},
          {"inputs", inputs},
          {"layers", layers},
          {"calls", calls},
          {"outputs", architecture.graph.outputs}};
}

// ---- Reading ----

[[noreturn]] void reject(const std::string& where, const std::string& problem) {
  fail<ValueError>({"description of the model",
                    fmt::format("{}: {}", where, problem),
                    {},
                    "The file was not written by saem, or by a version that is newer than this one."});
}

/// One JSON object whose fields are known: reads each, then `finish` finds the ones that nobody asked for.
class Fields {
 public:
  Fields(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object_.is_object()) reject(where_, "expected an object");
  }

  const Json& at(const char* key) {
    const auto field = object_.find(key);
    if (field == object_.end()) reject(where_, fmt::format("'{}' is missing", key));
    ++read_;
    return *field;
  }
  std::string text(const char* key) {
    const Json& field = at(key);
    if (!field.is_string()) reject(where_, fmt::format("'{}' is not a text", key));
    return field.get<std::string>();
  }
  [[nodiscard]] bool has(const char* key) const { return object_.contains(key); }
  bool flag(const char* key) {
    const Json& field = at(key);
    if (!field.is_boolean()) reject(where_, fmt::format("'{}' is not true or false", key));
    return field.get<bool>();
  }
  const Json& list(const char* key) {
    const Json& field = at(key);
    if (!field.is_array()) reject(where_, fmt::format("'{}' is not a list", key));
    return field;
  }
  std::vector<std::int64_t> integers(const char* key) {
    std::vector<std::int64_t> numbers;
    for (const Json& each : list(key)) numbers.push_back(integer(each, key));
    return numbers;
  }
  std::int64_t integer(const Json& json, const char* key) const {
    const bool fits =
        json.is_number_integer() &&
        (!json.is_number_unsigned() || json.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max());
    if (!fits) reject(where_, fmt::format("'{}' has something else than an integer", key));
    return json.get<std::int64_t>();
  }
  /// A number in [0, limit).
  std::size_t index(const Json& json, const char* key, std::size_t limit) const {
    const std::int64_t value = integer(json, key);
    if (value < 0 || static_cast<std::uint64_t>(value) >= limit) {
      reject(where_, fmt::format("'{}' has the number {}, expected one in [0, {})", key, value, limit));
    }
    return static_cast<std::size_t>(value);
  }
  std::vector<std::size_t> indices(const char* key, std::size_t limit) {
    std::vector<std::size_t> numbers;
    for (const Json& each : list(key)) numbers.push_back(index(each, key, limit));
    if (numbers.empty()) reject(where_, fmt::format("'{}' is empty", key));
    return numbers;
  }
  void finish() const {
    if (read_ != object_.size())
      reject(where_, fmt::format("has {} fields, of which {} are known", object_.size(), read_));
  }

 private:
  const Json& object_;
  std::string where_;
  std::size_t read_ = 0;
};

/// An integer of 64 bits with a sign.
bool is_int64(const Json& json) {
  if (!json.is_number_integer()) return false;
  return !json.is_number_unsigned() || json.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max();
}

AttributeValue config_value(const Json& json, const std::string& where) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_float()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_array()) {
    std::vector<std::int64_t> list;
    for (const Json& each : json) {
      if (!is_int64(each)) reject(where, "expected a list of integers below 2⁶³");
      list.push_back(each.get<std::int64_t>());
    }
    return list;
  }
  if (is_int64(json)) return json.get<std::int64_t>();
  if (json.is_object() && json.size() == 1 && json.begin()->is_string()) {
    const auto text = json.begin()->get<std::string>();
    if (json.begin().key() == "dtype") return dtype_from_name(text);
    if (json.begin().key() == "real") {
      if (text == "inf") return std::numeric_limits<double>::infinity();
      if (text == "-inf") return -std::numeric_limits<double>::infinity();
      if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
    }
  }
  reject(where, "expected a value of a layer option");
}

Architecture architecture_of(const Json& json, const std::string& where);

Architecture::LayerEntry layer_entry(const Json& json, std::size_t i) {
  Fields fields(json, fmt::format("layer {}", i));
  Architecture::LayerEntry entry;
  entry.class_name = fields.text("class");
  entry.name = fields.text("name");
  entry.trainable = fields.flag("trainable");
  const Json& config = fields.at("config");
  if (fields.has("model"))
    entry.model = std::make_shared<const Architecture>(
        architecture_of(fields.at("model"), fmt::format("model in layer '{}'", entry.name)));
  fields.finish();
  if (!config.is_object()) reject(fmt::format("layer {}", i), "'config' is not an object");
  for (const auto& [key, value] : config.items()) {
    entry.config.set(key, config_value(value, fmt::format("option '{}' of layer '{}'", key, entry.name)));
  }
  return entry;
}

Shape shape_of(const std::vector<std::int64_t>& example) {
  const Shape shape = Shape(std::span<const std::int64_t>(example));
  if (!shape.is_known()) reject("inputs", "a shape has an unknown extent");
  return shape.inserted(0, Shape::unknown);
}

/// Parses, but gives up on nesting that no model has, before memory is spent on it.
Json parse(std::string_view text) {
  if (text.size() > largest_text)
    reject("text", fmt::format("{} bytes are more than any model needs", text.size()));
  const auto shallow = [](int depth, Json::parse_event_t, Json&) {
    if (depth > deepest) reject("text", "it is nested too deeply");
    return true;
  };
  try {
    return Json::parse(text.begin(), text.end(), shallow);
  } catch (const Json::parse_error& e) {
    reject("text", fmt::format("it is not JSON at its byte {}", e.byte));
  } catch (const Json::out_of_range&) {
    reject("text", "a number in it is too large");
  }
}

Architecture architecture_of(const Json& json, const std::string& where) {
  Fields fields(json, where);
  Architecture result;
  const std::string kind = fields.text("kind");
  if (kind != "sequential" && kind != "functional") reject(where, fmt::format("unknown kind '{}'", kind));
  result.sequential = kind == "sequential";
  result.name = fields.text("name");

  for (const Json& each : fields.list("inputs")) {
    Fields input(each, "inputs");
    result.graph.inputs.push_back(
        {input.text("name"), {dtype_from_name(input.text("dtype")), shape_of(input.integers("shape"))}});
    input.finish();
  }
  if (result.graph.inputs.empty()) reject(where, "'inputs' is empty");

  for (const Json& each : fields.list("layers"))
    result.layers.push_back(layer_entry(each, result.layers.size()));

  std::vector<bool> called(result.layers.size());
  for (const Json& each : fields.list("calls")) {
    Fields call(each, fmt::format("call {}", result.graph.calls.size()));
    const std::size_t layer = call.index(call.at("layer"), "layer", result.layers.size());
    called[layer] = true;
    ModelGraph::Call added;
    added.layer = layer;
    added.arguments = call.indices("arguments", result.graph.values());
    if (call.has("output")) {
      added.output = call.index(call.at("output"), "output", std::numeric_limits<std::int32_t>::max());
      added.first = call.index(call.at("first"), "first", result.graph.calls.size());
      const ModelGraph::Call& first = result.graph.calls[added.first];
      if (added.output == 0 || first.output > 0 || first.layer != layer)
        reject("calls", "a call of a further output does not fit the call of the first one");
    }
    result.graph.calls.push_back(std::move(added));
    call.finish();
  }
  for (std::size_t i = 0; i < called.size(); ++i) {
    if (!called[i]) reject(fmt::format("layer '{}'", result.layers[i].name), "is never called");
  }
  result.graph.outputs = fields.indices("outputs", result.graph.values());
  fields.finish();
  return result;
}

}  // namespace

std::string to_json(const Architecture& architecture) {
  const Json json = json_of(architecture);
  try {
    return json.dump();
  } catch (const Json::type_error&) {
    fail<ValueError>(
        {"save", "a text in the config of a layer is not UTF-8", {}, "Layer options must be UTF-8 text."});
  }
}

Architecture architecture_from_json(std::string_view text) { return architecture_of(parse(text), "model"); }

}  // namespace saem::detail
