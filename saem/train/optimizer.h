#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/graph/variable.h"

namespace saem {

/// How parameters move along their gradients. Derive from it to make one: give `update`.
///
/// An Optimizer is a handle: its copies share the learning rate, the step counter and the moments. Updates
/// are written with ops, so an optimizer works the same step by step and inside `compile`.
class Optimizer {
 public:
  virtual ~Optimizer();
  Optimizer(const Optimizer&) = default;
  Optimizer& operator=(const Optimizer&) = default;

  /// "adam": what users write, and how the names of its variables begin.
  [[nodiscard]] const std::string& name() const;

  /// One step: moves `variables` by `gradients` (one for each, same shapes). All variables change together,
  /// in one evaluation. Throws ValueError if the numbers differ, ShapeError if a gradient does not have its
  /// variable's shape.
  void apply(const Tensors& gradients, std::span<const Variable> variables);

  /// A float32 scalar that every step reads: assign to it (a schedule, a callback) and compiled steps follow.
  [[nodiscard]] Variable learning_rate() const;
  /// Throws ValueError unless the rate is finite and ≥ 0.
  void set_learning_rate(double rate);
  /// Steps done so far: an int64 scalar.
  [[nodiscard]] Variable iterations() const;

  /// Makes the moments of these variables, as zeros, if they do not exist yet (`apply` does so by itself):
  /// needed before a checkpoint is restored.
  void build(std::span<const Variable> variables);
  /// Everything it remembers, for checkpoints: "adam/iterations", "adam/learning_rate", then the moments in
  /// the order of the variables: "adam/m/dense/kernel", "adam/v/dense/kernel", ….
  [[nodiscard]] std::vector<Variable> variables() const;

  /// A copy on the heap (the same optimizer).
  [[nodiscard]] virtual std::shared_ptr<Optimizer> clone() const = 0;

 protected:
  Optimizer(std::string name, double learning_rate);

  /// What `update` works with.
  struct Step {
    Tensor gradient;
    Tensor learning_rate;  ///< scalar of the variable's dtype
    Tensor iteration;      ///< scalar of the variable's dtype: 1 in the first step
  };
  /// The names of the moments kept per variable: {"m", "v"}.
  [[nodiscard]] virtual std::vector<std::string> slot_names() const { return {}; }
  /// Assigns the variable's new value and those of its moments (in the order of slot_names).
  virtual void update(Variable& variable, std::span<Variable> slots, const Step& step) const = 0;

  /// Throws ValueError: "Adam: expected beta_1 in [0, 1), received 1.5".
  static void require(bool valid, std::string_view place, std::string_view option, std::string_view expected,
                      double received);

 private:
  struct State;
  [[nodiscard]] std::span<Variable> slots_of(const Variable& variable);
  std::shared_ptr<State> state_;
};

/// Adds `clone` for a concrete optimizer: `class Adam final : public OptimizerBase<Adam>`.
template <class Derived>
class OptimizerBase : public Optimizer {
 public:
  using Optimizer::Optimizer;
  [[nodiscard]] std::shared_ptr<Optimizer> clone() const override {
    return std::make_shared<Derived>(static_cast<const Derived&>(*this));
  }
};

/// An optimizer with Keras's default options: "sgd", "adam", "adadelta", "rmsprop" (any letter case).
/// Throws ValueError, with the nearest name, for another.
[[nodiscard]] std::shared_ptr<Optimizer> make_optimizer(std::string_view name);
/// The names that make_optimizer knows.
[[nodiscard]] const std::vector<std::string>& optimizer_names();

/// An optimizer or the name of one, for options.
class OptimizerChoice {
 public:
  OptimizerChoice(const char* name) : name_(name) {}             // NOLINT: meant to be implicit
  OptimizerChoice(std::string name) : name_(std::move(name)) {}  // NOLINT
  template <std::derived_from<Optimizer> O>
  OptimizerChoice(const O& optimizer) : optimizer_(optimizer.clone()) {}  // NOLINT

  /// The optimizer; a name gives a new one each time. Throws ValueError for an unknown name.
  [[nodiscard]] std::shared_ptr<Optimizer> get() const {
    return optimizer_ ? optimizer_ : make_optimizer(name_);
  }

 private:
  std::string name_;
  std::shared_ptr<Optimizer> optimizer_;
};

}  // namespace saem

#include "saem/train/adadelta.h"
#include "saem/train/adam.h"
#include "saem/train/rmsprop.h"
#include "saem/train/sgd.h"
