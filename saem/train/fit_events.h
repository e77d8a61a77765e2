#pragma once

#include <cstdint>

#include "saem/train/history.h"

namespace saem {

/// Who wants to hear of a training run, and may stop it: override what is of interest.
///
/// Each call is made by the thread that called `fit`, between two steps: the model may be read, saved or
/// evaluated, and the learning rate changed. Return false to stop; `fit` then returns what it has.
struct FitEvents {
  virtual ~FitEvents() = default;
  /// Before the first epoch of a run that goes on from a checkpoint: what was done before.
  virtual void on_resume(const History& /*history*/) {}
  virtual bool on_epoch_begin(int /*epoch*/) { return true; }
  /// `step` counts from 0 over the whole run; `logs` are running means over the epoch.
  virtual bool on_step_end(std::int64_t /*step*/, const Logs& /*logs*/) { return true; }
  /// After the validation; `logs` are what History gets.
  virtual bool on_epoch_end(int /*epoch*/, const Logs& /*logs*/) { return true; }
};

}  // namespace saem
