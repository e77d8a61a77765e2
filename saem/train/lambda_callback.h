#pragma once

#include <functional>
#include <string>

#include "saem/train/callback.h"

namespace saem {

struct LambdaCallbackOptions {
  std::function<void()> on_train_begin = {};
  std::function<void(const Logs& logs)> on_train_end = {};
  std::function<void(int epoch)> on_epoch_begin = {};
  std::function<void(int epoch, Logs& logs)> on_epoch_end = {};
  std::function<void(std::int64_t batch)> on_train_batch_begin = {};
  std::function<void(std::int64_t batch, const Logs& logs)> on_train_batch_end = {};
};

/// A callback made of functions; see Callback for when they are called. One that has a name can be used in
/// them:
///
///     LambdaCallback stop({.on_epoch_end = [&](int, Logs& logs) {
///       if (logs.at("accuracy") > 0.99) stop.stop_training();
///     }});
///     model.fit(x, y, {.callbacks = {stop}});
class LambdaCallback final : public Callback {
 public:
  explicit LambdaCallback(LambdaCallbackOptions options) : f_(std::move(options)) {}

  [[nodiscard]] std::string name() const override { return "LambdaCallback"; }
  [[nodiscard]] bool watches_batches() const override {
    return f_.on_train_batch_begin || f_.on_train_batch_end;
  }
  void on_train_begin() override { call(f_.on_train_begin); }
  void on_train_end(const Logs& logs) override { call(f_.on_train_end, logs); }
  void on_epoch_begin(int epoch) override { call(f_.on_epoch_begin, epoch); }
  void on_epoch_end(int epoch, Logs& logs) override { call(f_.on_epoch_end, epoch, logs); }
  void on_train_batch_begin(std::int64_t batch) override { call(f_.on_train_batch_begin, batch); }
  void on_train_batch_end(std::int64_t batch, const Logs& logs) override {
    call(f_.on_train_batch_end, batch, logs);
  }

 private:
  template <class F, class... Arguments>
  static void call(const F& f, Arguments&&... arguments) {
    if (f) f(std::forward<Arguments>(arguments)...);
  }
  LambdaCallbackOptions f_;
};

}  // namespace saem
