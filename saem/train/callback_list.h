#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "saem/train/callback.h"
#include "saem/train/running_metrics.h"

namespace saem {
namespace detail {

/// What the callbacks of a `fit` see of it.
struct FitState {
  Model* model = nullptr;
  const FitOptions* options = nullptr;
  const History* history = nullptr;
  std::vector<WatchedMetric> metrics = {};
  std::vector<std::string> log_names = {};  ///< sorted
  int epoch = 0;
  bool resumed = false;
  bool stops = false;
  std::vector<std::string> lines = {};  ///< to be printed
};

}  // namespace detail

/// The callbacks of a `fit`, while it runs.
class CallbackList {
 public:
  /// @param has_validation  logs have "val_" values
  /// Throws ValueError for names that checkpoints cannot keep, or what a callback's `check` throws.
  CallbackList(Model& model, const FitOptions& options, const History& history,
               std::vector<WatchedMetric> metrics, bool has_validation);
  ~CallbackList();
  CallbackList(const CallbackList&) = delete;
  CallbackList& operator=(const CallbackList&) = delete;

  [[nodiscard]] bool watches_batches() const noexcept { return watches_batches_; }
  [[nodiscard]] bool stops() const noexcept { return fit_.stops; }

  void on_train_begin(bool has_resumed);
  void on_train_end(const Logs& logs);
  void on_epoch_begin(int epoch);
  void on_epoch_end(int epoch, Logs& logs);
  void on_train_batch_begin(std::int64_t batch);
  void on_train_batch_end(std::int64_t batch, const Logs& logs);
  void on_test_begin();
  void on_test_end(const Logs& logs);
  /// True if one of them ends the training in place of the error.
  bool on_non_finite(const NonFiniteError& error);
  /// What they had to say.
  void print_lines();
  /// An epoch that goes on from a checkpoint.
  void set_epoch(int epoch) noexcept { fit_.epoch = epoch; }

  /// All states: "EarlyStopping/wait", and "EarlyStopping_1/wait" of a second one.
  [[nodiscard]] std::map<std::string, Array> state() const;
  /// Throws ValueError if the states are not those of these callbacks.
  void restore(const std::map<std::string, Array>& entries);

 private:
  struct Member {
    Callback* callback;
    std::string name;  ///< that no other one has
  };
  detail::FitState fit_;
  std::vector<Member> members_;
  bool watches_batches_ = false;
};

}  // namespace saem
