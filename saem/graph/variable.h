#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

struct VariableState;

struct VariableOptions {
  std::string name = {};
  bool trainable = true;
};

/// A value that outlives a step: a parameter, an optimizer's moment, a random counter. Copies refer to the
/// same state.
///
/// Reading gives the value at that moment, also when it is computed later. Inside `compile`, `assign` becomes
/// part of the compiled step and later reads in the trace see the new value; outside it takes effect at once.
class Variable {
 public:
  Variable() = default;
  explicit Variable(const Array& value, VariableOptions options = {});
  /// Another handle to a state.
  explicit Variable(std::shared_ptr<VariableState> state);

  [[nodiscard]] bool defined() const noexcept { return state_ != nullptr; }
  [[nodiscard]] Tensor read() const;
  /// The stored value as a tensor: inside `compile` the one from before the step, whatever has been assigned.
  [[nodiscard]] Tensor stored() const;
  /// Throws ShapeError or DTypeError if the new value has another shape or dtype.
  void assign(const Tensor& value);

  /// The stored value (inside `compile`: the one from before the step).
  [[nodiscard]] const Array& value() const;
  [[nodiscard]] const Shape& shape() const;
  [[nodiscard]] DType dtype() const;
  [[nodiscard]] const std::string& name() const;
  void set_name(std::string name);
  [[nodiscard]] bool trainable() const;
  void set_trainable(bool trainable);
  [[nodiscard]] const std::shared_ptr<VariableState>& state() const noexcept { return state_; }
  [[nodiscard]] bool same_as(const Variable& other) const noexcept { return state_ == other.state_; }

 private:
  std::shared_ptr<VariableState> state_;
};

/// For `Variable`, tracing and programs only.
struct VariableState {
  Array value;
  std::string name;
  bool trainable = true;
  std::weak_ptr<Node> leaf;   ///< the node that present reads stand for, while anybody holds it
  std::uint64_t version = 0;  ///< raised with each change: programs keep what they made of the value

  /// To be called before `value` is changed: tensors that read the old value keep it.
  void before_change();
};

/// While alive, `assign` on this thread is collected instead of done: how a whole step is traced, and how an
/// eager optimizer updates all its variables in one evaluation.
class UpdateScope {
 public:
  UpdateScope();
  ~UpdateScope();
  UpdateScope(const UpdateScope&) = delete;
  UpdateScope& operator=(const UpdateScope&) = delete;

  struct Update {
    std::shared_ptr<VariableState> variable;
    Tensor value;
  };
  /// What has been assigned so far, the last value of each variable, in the order of first assignment.
  [[nodiscard]] const std::vector<Update>& updates() const noexcept { return updates_; }
  /// Computes all the values together and stores them, or, inside another scope, hands them on to that one.
  void commit();

  [[nodiscard]] static UpdateScope* current() noexcept;
  /// The value assigned to a variable in this scope or one around it; undefined if none.
  [[nodiscard]] Tensor find(const VariableState& variable) const;
  void set(const std::shared_ptr<VariableState>& variable, const Tensor& value);

 private:
  UpdateScope* outer_;
  std::vector<Update> updates_;
};

}  // namespace saem
