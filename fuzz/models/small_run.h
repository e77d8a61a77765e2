#pragma once

#include "saem/nn/layers.h"
#include "saem/train/checkpoint.h"
#include "saem/train/model.h"

namespace saem::fuzz {

/// A training run of milliseconds: two steps on eight rows.
class SmallRun {
 public:
  SmallRun() : model_{Input({3}), Dense(2, {.activation = "relu"}), Dropout(0.5), Dense(1)} {
    for (std::int64_t i = 0; i < x_.size(); ++i)
      x_.mutable_data<float>()[i] = static_cast<float>(i % 5) - 2.0F;
    model_.compile({.optimizer = "adam", .loss = "mse", .metrics = {"mae"}});
  }

  [[nodiscard]] Model& model() { return model_; }
  History fit(const CheckpointOptions& checkpoint) {
    return model_.fit(x_, y_, {.batch_size = 4, .epochs = 1, .verbose = 0, .checkpoint = checkpoint});
  }

 private:
  Sequential model_;
  Array x_{{8, 3}};
  Array y_{{8, 1}};
};

}  // namespace saem::fuzz
