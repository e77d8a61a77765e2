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
#include "saem/train/learning_rate.h"
#include "saem/train/optimizer_options.h"

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

  /// A float32 scalar, the rate of the next step: assign to it (a callback) and compiled steps follow. With a
  /// schedule each step assigns the rate of the one after.
  [[nodiscard]] Variable learning_rate() const;
  /// Throws ValueError unless the rate is finite and ≥ 0, or if it follows a schedule.
  void set_learning_rate(double rate);
  /// Steps done so far: an int64 scalar.
  [[nodiscard]] Variable iterations() const;

  /// Treats some variables in their own way. The first group that a variable belongs to counts. Call it
  /// before the first step. Throws ValueError afterwards, or for numbers outside their range; the first step
  /// throws ValueError if no variable belongs to a group.
  void add_group(const ParameterGroup& group);
  /// Variables that weight decay leaves alone: those in whose names one of the patterns is found (regular
  /// expressions: {"bias", "gamma"}), and those listed. Throws ValueError after the first step.
  void exclude_from_weight_decay(const std::vector<std::string>& names,
                                 std::span<const Variable> variables = {});

  /// Whether it was made with use_ema.
  [[nodiscard]] bool keeps_averages() const;
  /// Exchanges variables and their moving averages: once to evaluate with the averages, once more to go on.
  /// (AveragedWeights does both.) Throws ValueError without use_ema.
  void swap_averages();
  /// Gives these variables the values of their moving averages, as `fit` does at its end; nothing without
  /// use_ema.
  void finalize_variable_values(std::span<const Variable> variables);

  /// Makes the moments of these variables, as they are before the first step, if they do not exist yet
  /// (`apply` does so by itself): needed before a checkpoint is restored.
  void build(std::span<const Variable> variables);
  /// Everything it remembers, for checkpoints: "adam/iterations", "adam/learning_rate", what it keeps for all
  /// variables together, then moments, gradient accumulator and average in the order of the variables:
  /// "adam/m/dense/kernel", "adam/v/dense/kernel", "adam/gradient_accumulator/dense/kernel",
  /// "adam/average/dense/kernel", ….
  [[nodiscard]] std::vector<Variable> variables() const;

  /// A copy on the heap (the same optimizer).
  [[nodiscard]] std::shared_ptr<Optimizer> clone() const;

 protected:
  /// Throws ValueError for a learning rate or an option outside its range.
  Optimizer(const std::string& name, const LearningRate& learning_rate, OptimizerOptions options = {});

  /// `new` copy of this handle, which OptimizerBase makes.
  [[nodiscard]] virtual Optimizer* new_copy() const = 0;

  /// What `update` works with.
  struct Step {
    Tensor gradient;             ///< clipped
    Tensor learning_rate;        ///< scalar of the variable's dtype
    Tensor iteration;            ///< scalar of the variable's dtype: 1 in the first step
    std::span<Variable> shared;  ///< of shared_slots, after update_shared
  };
  /// A moment: something kept from step to step.
  struct Slot {
    std::string name;
    Shape shape;
    double initial_value = 0;
  };
  /// The names of the moments kept per variable: {"m", "v"}.
  [[nodiscard]] virtual std::vector<std::string> slot_names() const { return {}; }
  /// The moments of a variable: unless overridden, those of slot_names, zeros of the variable's shape.
  [[nodiscard]] virtual std::vector<Slot> slots_for(const Variable& variable) const;
  /// float32 moments that all variables have in common.
  [[nodiscard]] virtual std::vector<Slot> shared_slots() const { return {}; }
  /// Assigns them their new values, once per step, before the variables' updates.
  virtual void update_shared(std::span<Variable> /*shared*/, const Tensor& /*iteration*/) const {}
  /// Assigns the variable's new value and those of its moments (in the order of slots_for).
  virtual void update(Variable& variable, std::span<Variable> slots, const Step& step) const = 0;
  /// Of a variable that no group gives another.
  [[nodiscard]] virtual double weight_decay_of(const Variable& variable) const;

  /// Throws ValueError: "Adam: expected beta_1 in [0, 1), received 1.5".
  static void require(bool valid, std::string_view place, std::string_view option, std::string_view expected,
                      double received);

 private:
  struct State;
  void add_slots(const Variable& variable);
  void check_groups() const;
  void require_unused(std::string_view function) const;
  void check_gradients(const Tensors& gradients, std::span<const Variable> variables) const;
  void move(const Tensors& gradients, std::span<const Variable> variables, const Tensor& iteration);
  void accumulate(const Tensors& gradients, std::span<const Variable> variables);
  void average(std::span<const Variable> variables, const Tensor& moves_before);
  std::shared_ptr<State> state_;
};

/// While alive, the variables of an optimizer with use_ema hold their moving averages: to evaluate, predict
/// or save with them.
class AveragedWeights {
 public:
  explicit AveragedWeights(const Optimizer& optimizer) : optimizer_(optimizer.clone()) {
    optimizer_->swap_averages();
  }
  ~AveragedWeights() { optimizer_->swap_averages(); }
  AveragedWeights(const AveragedWeights&) = delete;
  AveragedWeights& operator=(const AveragedWeights&) = delete;

 private:
  std::shared_ptr<Optimizer> optimizer_;
};

/// Makes copies of a concrete optimizer: `class Adam final : public OptimizerBase<Adam>`.
template <class Derived>
class OptimizerBase : public Optimizer {
 public:
  using Optimizer::Optimizer;

 protected:
  [[nodiscard]] Optimizer* new_copy() const override {
    return new Derived(static_cast<const Derived&>(*this));
  }
};

/// An optimizer with Keras's default options by its name in optimizer_names, in any letter case. Throws
/// ValueError, with the nearest name, for another.
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
#include "saem/train/adafactor.h"
#include "saem/train/adagrad.h"
#include "saem/train/adam.h"
#include "saem/train/adamax.h"
#include "saem/train/adamw.h"
#include "saem/train/decay_schedules.h"
#include "saem/train/ftrl.h"
#include "saem/train/lamb.h"
#include "saem/train/lbfgs.h"
#include "saem/train/lion.h"
#include "saem/train/muon.h"
#include "saem/train/nadam.h"
#include "saem/train/rmsprop.h"
#include "saem/train/schedule_free_adamw.h"
#include "saem/train/sgd.h"
#include "saem/train/warmup_schedules.h"
