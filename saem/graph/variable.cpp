#include "saem/graph/variable.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/graph/op.h"

namespace saem {
namespace {

thread_local UpdateScope* current_scope = nullptr;

VariableState& checked(const std::shared_ptr<VariableState>& state) {
  if (!state)
    fail<ValueError>({"Variable",
                      "expected a variable with a value, received an empty one",
                      {},
                      "Construct it with an initial value: Variable v(Array::scalar(0))."});
  return *state;
}

void store(const std::shared_ptr<VariableState>& state, const Array& value) {
  state->before_change();
  state->value = value;
}

}  // namespace

void VariableState::before_change() {
  if (const auto readers = leaf.lock()) readers->set_values({value});  // whoever read the old value keeps it
  leaf.reset();
  ++version;
}

Variable::Variable(std::shared_ptr<VariableState> state) : state_(std::move(state)) {}

Variable::Variable(const Array& value, VariableOptions options)
    : state_(std::make_shared<VariableState>(
          VariableState{value, std::move(options.name), options.trainable, {}})) {}

Tensor Variable::read() const {
  VariableState& state = checked(state_);
  if (current_scope) {
    if (Tensor assigned = current_scope->find(state); assigned.defined()) return assigned;
  }
  return stored();
}

Tensor Variable::stored() const {
  VariableState& state = checked(state_);
  std::shared_ptr<Node> leaf = state.leaf.lock();
  if (!leaf) {
    leaf = Node::leaf(variable_op, {state.value.dtype(), state.value.shape()}, state_);
    state.leaf = leaf;
  }
  return Tensor(std::move(leaf));
}

void Variable::assign(const Tensor& value) {
  VariableState& state = checked(state_);
  if (!(value.shape() == state.value.shape())) {
    fail<ShapeError>({fmt::format("Variable '{}'", state.name),
                      fmt::format("expected a value of shape {}, received {}",
                                  state.value.shape().to_string(), value.shape().to_string()),
                      {},
                      "A variable keeps its shape: reshape the value, or make a new variable."});
  }
  if (value.dtype() != state.value.dtype()) {
    fail<DTypeError>({fmt::format("Variable '{}'", state.name),
                      fmt::format("expected a value of dtype {}, received {}",
                                  saem::name(state.value.dtype()), saem::name(value.dtype())),
                      {},
                      "Convert it with cast."});
  }
  if (current_scope) {
    current_scope->set(state_, value);
  } else {
    store(state_, value.value());
  }
}

const Array& Variable::value() const { return checked(state_).value; }
const Shape& Variable::shape() const { return checked(state_).value.shape(); }
DType Variable::dtype() const { return checked(state_).value.dtype(); }
const std::string& Variable::name() const { return checked(state_).name; }
void Variable::set_name(std::string name) { checked(state_).name = std::move(name); }
bool Variable::trainable() const { return checked(state_).trainable; }
void Variable::set_trainable(bool trainable) { checked(state_).trainable = trainable; }

UpdateScope::UpdateScope() : outer_(current_scope) { current_scope = this; }
UpdateScope::~UpdateScope() { current_scope = outer_; }
UpdateScope* UpdateScope::current() noexcept { return current_scope; }

Tensor UpdateScope::find(const VariableState& variable) const {
  for (const UpdateScope* scope = this; scope; scope = scope->outer_) {
    for (const Update& update : scope->updates_) {
      if (update.variable.get() == &variable) return update.value;
    }
  }
  return {};
}

void UpdateScope::set(const std::shared_ptr<VariableState>& variable, const Tensor& value) {
  for (Update& update : updates_) {
    if (update.variable == variable) {
      update.value = value;
      return;
    }
  }
  updates_.push_back({variable, value});
}

void UpdateScope::commit() {
  if (outer_) {
    for (const Update& update : updates_) outer_->set(update.variable, update.value);
  } else {
    Tensors values;
    for (const Update& update : updates_) values.push_back(update.value);
    evaluate(values);
    std::vector<Array> results;
    for (const Tensor& value : values) results.push_back(value.value());
    for (std::size_t i = 0; i < updates_.size(); ++i) store(updates_[i].variable, results[i]);
  }
  updates_.clear();
}

}  // namespace saem
