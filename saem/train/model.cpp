#include "saem/train/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/names.h"
#include "saem/train/model_layer.h"
#include "saem/train/model_state.h"

namespace saem {
namespace {

void require_type(const Tensor& x, const TensorType& expected, const std::string& title,
                  const std::string& what) {
  const Shape& shape = x.shape();
  if (shape.rank() == 0 || !(shape.with(0, Shape::unknown) == expected.shape)) {
    fail<ShapeError>({title,
                      fmt::format("expected {} of shape {}, received {}", what, expected.shape.to_string(),
                                  shape.to_string()),
                      {},
                      shape.rank() + 1 == expected.shape.rank()
                          ? "A single example needs a batch axis in front: expand_dims(x, 0)."
                          : "Give data of that shape, or build the model for this one."});
  }
  if (x.dtype() != expected.dtype) {
    fail<DTypeError>(
        {title,
         fmt::format("expected {} of dtype {}, received {}", what, name(expected.dtype), name(x.dtype())),
         {},
         "Convert it with cast."});
  }
}

}  // namespace

Model::Model(std::shared_ptr<State> state) : state_(std::move(state)) {}
Model::~Model() = default;
Model::Model(const Model&) = default;
Model& Model::operator=(const Model&) = default;

const std::string& Model::name() const {
  const auto& layer = state_->own_layer;
  return layer && layer->named() ? layer->name() : state_->name;
}

void Model::set_name(std::string name) {
  detail::require_name(name, "Model::set_name");
  if (state_->own_layer) state_->own_layer->set_name(name);
  state_->name = std::move(name);
  state_->named = true;
}

const std::vector<AnyLayer>& Model::layers() const { return state_->layers; }
bool Model::built() const { return state_->built(); }
RandomState& Model::random_state() const { return state_->random; }
std::map<std::string, std::string>& Model::information() const { return state_->information; }

void Model::build(const Shape& input_shape) {
  const bool has_batch = input_shape.rank() > 0 && input_shape[0] == Shape::unknown;
  const Shape example = has_batch ? input_shape.slice(1, input_shape.rank()) : input_shape;
  if (!example.is_known()) {
    fail<ShapeError>({state_->title(),
                      fmt::format("expected an input shape with all extents known but the batch, received {}",
                                  input_shape.to_string()),
                      {},
                      "Leave the batch out, or write it as -1 in front: {28, 28, 1}."});
  }
  const Shape shape = example.inserted(0, Shape::unknown);
  if (!built()) {
    if (state_->layers.empty())
      fail<ValueError>({state_->title(), "has no layers to build", {}, "Add layers first."});
    state_->build_chain({DType::f32, shape});
  } else if (input_shapes() != std::vector<Shape>{shape}) {
    fail<ShapeError>({state_->title(),
                      fmt::format("is built already, for an input of shape {}, not {}",
                                  state_->graph.inputs[0].type.shape.to_string(), shape.to_string()),
                      {},
                      "Make a new model for inputs of another shape."});
  }
}

std::vector<Shape> Model::input_shapes() const {
  state_->require_built("input shape");
  std::vector<Shape> shapes;
  for (const ModelGraph::Input& input : state_->graph.inputs) shapes.push_back(input.type.shape);
  return shapes;
}

std::vector<Shape> Model::output_shapes() const {
  state_->require_built("output shape");
  std::vector<Shape> shapes;
  for (const std::size_t value : state_->graph.outputs) shapes.push_back(state_->graph.type(value).shape);
  return shapes;
}

std::vector<DType> Model::input_dtypes() const {
  state_->require_built("input dtype");
  std::vector<DType> dtypes;
  for (const ModelGraph::Input& input : state_->graph.inputs) dtypes.push_back(input.type.dtype);
  return dtypes;
}

std::vector<std::string> Model::input_names() const {
  state_->require_built("input names");
  std::vector<std::string> names;
  for (const ModelGraph::Input& input : state_->graph.inputs) names.push_back(input.name);
  return names;
}

std::vector<std::string> Model::output_names() const { return state_->output_names(); }

std::vector<AnyLayer> Model::flattened_layers() const {
  std::vector<AnyLayer> all;
  state_->append_flattened(all);
  return all;
}

Tensors Model::losses() const {
  Tensors all;
  for (const AnyLayer& layer : state_->layers) {
    for (const Tensor& penalty : layer->losses()) all.push_back(penalty);
  }
  return all;
}

void Model::constrain_weights() const {
  for (const AnyLayer& layer : state_->layers) layer->constrain_weights();
}

void Model::set_trainable(bool trainable) {
  for (const AnyLayer& layer : flattened_layers()) layer->set_trainable(trainable);
  for (const AnyLayer& layer : state_->layers) layer->set_trainable(trainable);
  if (state_->own_layer) state_->own_layer->set_trainable(trainable);
}

std::vector<Variable> Model::variables() const {
  state_->require_built("weights");
  std::vector<Variable> all;
  for (const AnyLayer& layer : state_->layers)
    all.insert(all.end(), layer->variables().begin(), layer->variables().end());
  return all;
}

std::vector<Variable> Model::trainable_variables() const {
  std::vector<Variable> all = variables();
  std::erase_if(all, [](const Variable& v) { return !v.trainable(); });
  return all;
}

std::int64_t Model::parameter_count() const {
  state_->require_built("weights");
  std::int64_t count = 0;
  for (const AnyLayer& layer : state_->layers) count += layer->parameter_count();
  return count;
}

void Model::set_seed(std::uint64_t seed) {
  state_->seed = seed;
  state_->random.reset(seed);
  for (std::size_t i = 0; i < state_->layers.size(); ++i) {
    if (state_->drawn[i]) state_->layers[i]->draw_weights(seed, i);
  }
}

Tensor Model::operator()(const Tensor& x, const CallOptions& options) const {
  Tensors outputs = (*this)(Tensors{x}, options);
  if (outputs.size() == 1) return outputs.front();
  fail<ShapeError>({state_->title(),
                    fmt::format("has {} outputs, not one", outputs.size()),
                    {},
                    "Call it on a list, model(Tensors{x}): it then returns all of them."});
}

Tensors Model::operator()(const Tensors& inputs, const CallOptions& options) const {
  CallContext context{.training = options.training, .random = &state_->random};
  return apply(inputs, context);
}

Tensors Model::apply(const Tensors& inputs, CallContext& context) const {
  State& s = *state_;
  if (!s.built() && inputs.size() == 1 && inputs[0].rank() > 0) {
    s.build_chain({inputs[0].dtype(), inputs[0].shape().with(0, Shape::unknown)});
  }
  s.require_built("input shape");
  if (inputs.size() != s.graph.inputs.size()) {
    fail<ShapeError>({s.title(),
                      fmt::format("expected {} inputs, received {}", s.graph.inputs.size(), inputs.size()),
                      {},
                      "Give one tensor for each Input of the model."});
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const ModelGraph::Input& expected = s.graph.inputs[i];
    require_type(inputs[i], expected.type, s.title(),
                 inputs.size() == 1 ? "an input" : fmt::format("input '{}'", expected.name));
  }
  return s.apply(inputs, context);
}

}  // namespace saem
