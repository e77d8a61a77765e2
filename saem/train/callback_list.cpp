#include "saem/train/callback_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "saem/core/error.h"
#include "saem/train/model.h"

namespace saem {

CallbackList::CallbackList(Model& model, const FitOptions& options, const History& history,
                           std::vector<WatchedMetric> metrics, bool has_validation)
    : fit_{.model = &model, .options = &options, .history = &history, .metrics = std::move(metrics)} {
  const RunningMetrics running(fit_.metrics);
  Logs logs = running.logs();
  if (has_validation) {
    const Logs validation = running.logs("val_");
    logs.insert(validation.begin(), validation.end());
  }
  std::set<std::string> taken;
  for (const CallbackChoice& choice : options.callbacks) {
    Callback* const callback = choice.get();
    if (callback == nullptr)
      fail<ValueError>(
          {"fit: callbacks", "received a null pointer", {}, "Leave it out, or give a callback."});
    const std::string base = callback->name();
    if (base.empty() || base.find('/') != std::string::npos) {
      fail<ValueError>({"fit: callbacks",
                        fmt::format("expected a name without '/', received '{}'", base),
                        {},
                        "Let name() return the class's name."});
    }
    std::string own = base;
    for (int i = 1; !taken.insert(own).second; ++i) own = fmt::format("{}_{}", base, i);
    members_.push_back({callback, own});
    watches_batches_ |= callback->watches_batches();
    for (const std::string& name : callback->added_logs()) logs.try_emplace(name, 0.0);
  }
  for (const auto& [name, value] : logs) fit_.log_names.push_back(name);
  for (const Member& m : members_) m.callback->fit_ = &fit_;
  try {
    for (const Member& m : members_) m.callback->check();
  } catch (...) {
    for (const Member& m : members_) m.callback->fit_ = nullptr;
    throw;
  }
}

CallbackList::~CallbackList() {
  for (const Member& m : members_) m.callback->fit_ = nullptr;
}

void CallbackList::on_train_begin(bool has_resumed) {
  fit_.resumed = has_resumed;
  for (const Member& m : members_) m.callback->on_train_begin();
}
void CallbackList::on_train_end(const Logs& logs) {
  for (const Member& m : members_) m.callback->on_train_end(logs);
  print_lines();
}
void CallbackList::on_epoch_begin(int epoch) {
  fit_.epoch = epoch;
  for (const Member& m : members_) m.callback->on_epoch_begin(epoch);
  print_lines();
}
void CallbackList::on_epoch_end(int epoch, Logs& logs) {
  for (const Member& m : members_) m.callback->on_epoch_end(epoch, logs);
}
void CallbackList::on_train_batch_begin(std::int64_t batch) {
  for (const Member& m : members_) {
    if (m.callback->watches_batches()) m.callback->on_train_batch_begin(batch);
  }
}
void CallbackList::on_train_batch_end(std::int64_t batch, const Logs& logs) {
  for (const Member& m : members_) {
    if (m.callback->watches_batches()) m.callback->on_train_batch_end(batch, logs);
  }
}
void CallbackList::on_test_begin() {
  for (const Member& m : members_) m.callback->on_test_begin();
}
void CallbackList::on_test_end(const Logs& logs) {
  for (const Member& m : members_) m.callback->on_test_end(logs);
}

bool CallbackList::on_non_finite(const NonFiniteError& error) {
  for (const Member& m : members_) fit_.stops |= m.callback->on_non_finite(error);
  return fit_.stops;
}

void CallbackList::print_lines() {
  for (const std::string& line : fit_.lines) std::cerr << line << '\n';
  fit_.lines.clear();
}

std::map<std::string, Array> CallbackList::state() const {
  std::map<std::string, Array> all;
  for (const Member& m : members_) {
    const CallbackState state = m.callback->state();
    for (const auto& [name, value] : state.entries()) all[m.name + "/" + name] = value;
  }
  return all;
}

void CallbackList::restore(const std::map<std::string, Array>& entries) {
  std::map<std::string, CallbackState> states;
  for (const auto& [name, value] : entries) {
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos)
      fail<ValueError>({fmt::format("callback state '{}'", name),
                        "belongs to no callback",
                        {},
                        "Resume with the callbacks that the run was begun with."});
    states[name.substr(0, slash)].set(name.substr(slash + 1), value);
  }
  for (const auto& each : states) {
    if (std::ranges::any_of(members_, [&](const Member& m) { return m.name == each.first; })) continue;
    fail<ValueError>({fmt::format("callback '{}'", each.first),
                      "has a state in the checkpoint, but takes no part in this run",
                      {},
                      "Resume with the callbacks that the run was begun with."});
  }
  for (const Member& m : members_) {
    const auto found = states.find(m.name);
    if (found != states.end()) {
      m.callback->restore(found->second);
    } else if (!m.callback->state().entries().empty()) {
      fail<ValueError>({fmt::format("callback '{}'", m.name),
                        "has no state in the checkpoint",
                        {},
                        "Resume with the callbacks that the run was begun with."});
    }
  }
}

}  // namespace saem
