#include "saem/cli/precision_option.h"

#include <fmt/format.h>

#include "saem/train/precision.h"

namespace saem::cli {

void add_precision(Arguments& arguments, std::string& target, const std::string& otherwise) {
  const std::string text = fmt::format(
      "what convolutions and matrix products compute in: float32, bf16 or bf16-emulated (default {})",
      otherwise);
  arguments.choice("precision", target, precision_names(), {"NAME", text});
}

std::string precision_for(const Model& model, const std::string& asked, const Log& log) {
  if (!asked.empty()) return asked;
  const std::string& usual = model.precision();
  std::string here = precision_name(precision_here(find_precision(usual)));
  if (here != usual) {
    log.line(
        fmt::format("note: the model was trained in {}, for which this processor has no instructions: "
                    "computing in {}",
                    usual, here));
  }
  return here;
}

}  // namespace saem::cli
