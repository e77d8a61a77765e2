#pragma once

#include <cstdint>

#include "saem/nn/layers.h"
#include "saem/train/model.h"

namespace saem::fuzz {

/// The run that checkpoints are of: 3 steps per epoch.
inline Sequential checkpoint_model() {
  Sequential model{Input({2}), Dense(2, {.activation = "relu"}), Dropout(0.5), Dense(1)};
  model.compile({.optimizer = "adam", .loss = "mse", .metrics = {"mae"}});
  return model;
}

inline History checkpoint_run(Model& model, const std::string& path, bool resume, Callbacks more = {}) {
  Array x({5, 2}), y({5, 1});
  for (std::int64_t i = 0; i < x.size(); ++i)
    x.mutable_data<float>()[static_cast<std::size_t>(i)] = static_cast<float>(i % 3) - 1;
  more.push_back(EarlyStopping({.monitor = "val_mae", .patience = 5, .restore_best_weights = true}));
  more.push_back(ReduceLROnPlateau({.monitor = "loss"}));
  return model.fit(x, y,
                   {.batch_size = 2,
                    .epochs = 2,
                    .verbose = 0,
                    .validation_data = {x, y},
                    .checkpoint = {.path = path, .every_steps = 1, .resume = resume},
                    .callbacks = more});
}

}  // namespace saem::fuzz
