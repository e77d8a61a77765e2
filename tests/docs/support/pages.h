#pragma once

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace saem::docs {

/// A page of the reference.
struct Page {
  std::string
      path;  ///< below docs/: "ops/convolution.md"; its samples are in tests/docs/samples/ops-convolution.txt
  std::string title;
  std::string introduction;
  std::vector<std::string> headers = {};       ///< in the order in which they are shown
  std::set<std::string> without_samples = {};  ///< names of which a value would say nothing
  bool shows_facts = false;                    ///< gradient, dtypes, ops: of functions of tensors
  bool types_have_samples = true;              ///< false where classes are shown in tutorials

  /// "ops-convolution": how the file with its samples is named.
  [[nodiscard]] std::string stem() const {
    std::string name = path.substr(0, path.size() - 3);
    std::ranges::replace(name, '/', '-');
    return name.find('-') == std::string::npos ? "train-" + name : name;
  }
};

[[nodiscard]] const std::vector<Page>& pages();
/// For messages of tests.
inline void PrintTo(const Page& page, std::ostream* out) { *out << page.path; }

}  // namespace saem::docs
