#pragma once

#include <string>

#include "saem/data/on_bad_sample.h"

namespace saem {

struct TextOptions {
  OnBadSample on_bad_sample = OnBadSample::stop;
  std::string encoding = {};  ///< as `iconv -l` names it; empty: see read_text_file
  bool find_parts = true;     ///< with x.train read x.dev and x.test beside it, and fill `parts`
  bool fine_labels = false;   ///< of "NUM:dist" all is the label, not "NUM" only
};

}  // namespace saem
