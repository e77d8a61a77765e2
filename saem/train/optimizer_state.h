#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "saem/train/optimizer.h"
#include "saem/train/variable_filter.h"

namespace saem {

/// What all copies of an optimizer share.
struct Optimizer::State {
  /// What is kept for one variable.
  struct Slots {
    Variable variable;  // kept, so that its address is not given to another variable
    std::string unique_name;
    std::vector<Variable> moments = {};
    Variable accumulator = {};  // of gradients; empty unless they are accumulated
    Variable average = {};      // empty without use_ema
    double learning_rate_factor = 1;
    double weight_decay = 0;
    bool frozen = false;
  };
  struct Group {
    ParameterGroup options;
    VariableFilter filter;
  };

  std::string name;
  OptimizerOptions options;
  LearningRate schedule = 0;  // or a number
  Variable learning_rate;
  Variable iterations;
  std::vector<Group> groups;
  std::vector<VariableFilter> without_decay;
  std::vector<Variable> shared;
  std::vector<Slots> slots;                           // in the order of first use
  std::map<const VariableState*, std::size_t> index;  // place in `slots`
  std::set<std::string> names;  // of variables in `slots`: a second "kernel" becomes "kernel_1"

  [[nodiscard]] Slots& slots_of(const Variable& variable) { return slots[index.at(variable.state().get())]; }
  [[nodiscard]] Variable make(const std::string& slot, const std::string& variable, const Array& value) const;
};

}  // namespace saem
