#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "saem/core/array.h"
#include "saem/core/error.h"
#include "saem/train/history.h"

namespace saem {

class Model;
struct FitOptions;
namespace detail {
struct FitState;
}

/// What a callback keeps in checkpoints: numbers and arrays by name.
class CallbackState {
 public:
  void set(const std::string& name, const Array& value) { entries_[name] = value; }
  void set(const std::string& name, double value) { set(name, Array::scalar(value, DType::f64)); }

  [[nodiscard]] bool contains(const std::string& name) const { return entries_.contains(name); }
  /// Throws ValueError if there is none.
  [[nodiscard]] const Array& array(const std::string& name) const;
  /// Throws ValueError unless there is one float64 number of that name.
  [[nodiscard]] double number(const std::string& name) const;
  /// The same, a whole number of at least 0. Throws ValueError for another.
  [[nodiscard]] std::int64_t count(const std::string& name) const;
  [[nodiscard]] const std::map<std::string, Array>& entries() const noexcept { return entries_; }

 private:
  std::map<std::string, Array> entries_;
};

/// Something that `fit` calls as it trains (FitOptions::callbacks): it may look at everything, change the
/// learning rate, save the model, stop the training. Derive from it and override what is of interest; the
/// names are Keras's.
///
/// All calls come from the thread that called `fit`, between two steps, in the order of the list. An
/// exception of a callback ends the training.
///
/// A run that goes on from a checkpoint does what the uncut run would have done, if whatever a callback
/// remembers from call to call is in its `state`. Then `restore` is called, and on_train_begin after it;
/// on_epoch_begin is not called again for an epoch that was begun before the checkpoint.
class Callback {
 public:
  virtual ~Callback();
  Callback() = default;
  /// A copy takes part in no training.
  Callback(const Callback& /*other*/) noexcept {}
  Callback& operator=(const Callback& /*other*/) noexcept { return *this; }

  /// How messages and checkpoints call it: "EarlyStopping". Not empty, without '/'.
  [[nodiscard]] virtual std::string name() const { return "Callback"; }

  /// Before anything is changed. Throw ValueError here if an option does not fit this training.
  virtual void check() {}
  /// Before the first epoch. What is remembered from an earlier `fit` is forgotten here, unless
  /// has_resumed(): then it has just been restored.
  virtual void on_train_begin() {}
  /// After the last one, also when the training was stopped; not after an exception. `logs` are those of the
  /// last epoch, empty if there was none.
  virtual void on_train_end(const Logs& /*logs*/) {}
  virtual void on_epoch_begin(int /*epoch*/) {}
  /// After the validation. `logs` is what History, the progress bar and the callbacks that follow get: values
  /// may be added.
  virtual void on_epoch_end(int /*epoch*/, Logs& /*logs*/) {}
  /// `batch` counts from 0 in each epoch; history().steps counts all of them.
  virtual void on_train_batch_begin(std::int64_t /*batch*/) {}
  /// `logs` are means over the epoch so far.
  virtual void on_train_batch_end(std::int64_t /*batch*/, const Logs& /*logs*/) {}
  /// Around the validation of an epoch.
  virtual void on_test_begin() {}
  virtual void on_test_end(const Logs& /*logs*/) {}
  /// A loss or gradient was not finite; the weights are those from before that step. True ends the training
  /// as if stopped; if all callbacks return false, `fit` throws the error.
  virtual bool on_non_finite(const NonFiniteError& /*error*/) { return false; }

  /// False saves the time of means that nobody reads: then on_train_batch_begin and _end are not called.
  [[nodiscard]] virtual bool watches_batches() const { return true; }
  /// Names that on_epoch_end adds to the logs, so that other callbacks may monitor them.
  [[nodiscard]] virtual std::vector<std::string> added_logs() const { return {}; }

  /// What it remembers from call to call, for the checkpoint.
  [[nodiscard]] virtual CallbackState state() const { return {}; }
  /// Takes up what `state` gave. Throws ValueError if it does not fit; the model is not restored yet, and
  /// must not be changed. Only called if the state was not empty.
  virtual void restore(const CallbackState& /*state*/) {}

  // ---- the training that it takes part in; ValueError outside of one ----
  [[nodiscard]] Model& model() const;
  [[nodiscard]] const FitOptions& options() const;
  /// The epochs that are finished; in on_epoch_end without the present one.
  [[nodiscard]] const History& history() const;
  /// The present epoch, from 0.
  [[nodiscard]] int epoch() const;
  /// This run goes on from a checkpoint.
  [[nodiscard]] bool has_resumed() const;
  /// Names in the logs of on_epoch_end, in alphabetical order.
  [[nodiscard]] const std::vector<std::string>& log_names() const;
  /// Whether larger is better ("max"), or smaller ("min"), for one of log_names; empty if that is not known:
  /// of metrics of a program's own, for example.
  [[nodiscard]] std::string mode_of(const std::string& log_name) const;
  /// The training ends after the present step or epoch. Stopped within an epoch, that epoch is not in
  /// History. A checkpoint keeps this: resumed, such a run is finished.
  void stop_training();
  /// A line on stderr, below that of the epoch.
  void print(std::string line);

 private:
  friend class CallbackList;
  [[nodiscard]] detail::FitState& fit() const;
  detail::FitState* fit_ = nullptr;
};

/// Throws ValueError: "EarlyStopping: expected patience of at least 0, received -1".
void require_count(const Callback& callback, std::string_view option, std::int64_t value,
                   std::int64_t least = 0);

/// A callback in a list: a new one ({EarlyStopping({.patience = 3})}), one that is shared, or one that has a
/// name: that object itself takes part, not a copy, and can be asked afterwards. It has to live as long as
/// the list.
class CallbackChoice {
 public:
  template <std::derived_from<Callback> C>
  CallbackChoice(C& callback)
      : callback_(std::shared_ptr<void>(), &callback) {}  // NOLINT: meant to be implicit
  template <class C>
  requires(std::derived_from<C, Callback> && !std::is_const_v<C>) CallbackChoice(C&& callback)  // NOLINT
      : callback_(std::make_shared<C>(std::forward<C>(callback))) {}
  template <std::derived_from<Callback> C>
  CallbackChoice(std::shared_ptr<C> callback) : callback_(std::move(callback)) {}  // NOLINT

  [[nodiscard]] Callback* get() const noexcept { return callback_.get(); }

 private:
  std::shared_ptr<Callback> callback_;
};

using Callbacks = std::vector<CallbackChoice>;

}  // namespace saem
