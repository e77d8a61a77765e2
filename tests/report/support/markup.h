#pragma once

#include <string>
#include <string_view>

namespace saem::testing {

/// What is wrong with a piece of markup, or "": tags that do not nest, attributes without quotes or given
/// twice, unknown references, a bare & or <. Knows HTML's void elements (<meta>, <img>, <br>), <!DOCTYPE …>
/// and the raw text of <style>; otherwise XML's rules.
[[nodiscard]] std::string markup_error(std::string_view text);

}  // namespace saem::testing
