#include "saem/train/history.h"

#include <cmath>

namespace saem {

void History::append(int epoch_index, const Logs& logs) {
  for (const auto& [name, value] : logs) history.try_emplace(name, epoch.size(), NAN);
  for (auto& [name, values] : history) {
    const auto found = logs.find(name);
    values.push_back(found == logs.end() ? NAN : found->second);
  }
  epoch.push_back(epoch_index);
}

}  // namespace saem
