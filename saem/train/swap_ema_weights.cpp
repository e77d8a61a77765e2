#include "saem/train/swap_ema_weights.h"

#include "saem/core/error.h"
#include "saem/train/model.h"

namespace saem {

void SwapEMAWeights::check() {
  if (model().optimizer().keeps_averages()) return;
  fail<ValueError>({name(),
                    "the optimizer keeps no averages of the weights",
                    {},
                    "Construct it with .use_ema = true, or leave this callback out."});
}

void SwapEMAWeights::on_test_begin() { model().optimizer().swap_averages(); }
void SwapEMAWeights::on_test_end(const Logs& /*logs*/) { model().optimizer().swap_averages(); }

}  // namespace saem
