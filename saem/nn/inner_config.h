#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "saem/nn/layer.h"

namespace saem::detail {

/// Puts a layer inside another into the outer one's config: its class as `option`, its own options as
/// "<option>.<its option>". `outer` is the outer layer's name, which the inner one's may begin with.
void write_inner_layer(Attributes& config, const std::string& option, const Layer& inner,
                       const std::string& outer);
/// The layer to wrap. Throws ValueError, in the name of `outer`, for a null pointer.
[[nodiscard]] std::shared_ptr<Layer> held_layer(const AnyLayer& layer, std::string_view outer);
/// The layer again. Throws ValueError for a missing or unknown class.
[[nodiscard]] AnyLayer inner_layer(const Attributes& config, const std::string& option);

}  // namespace saem::detail
