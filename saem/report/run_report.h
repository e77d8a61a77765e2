#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "saem/report/language.h"
#include "saem/report/target_report.h"

namespace saem {

/// A column of the data, and what became of it.
struct ReportColumn {
  std::string name = {};
  std::string kind = {};    ///< "number"; "ignored" for one that is left out
  std::string reason = {};  ///< "891 different values"
  bool answer = false;      ///< it is predicted
  std::string input = {};   ///< how the model gets it: "one of 3 names, or another"
};

/// All that is known about a finished training run. Parts that are left empty do not appear on the page.
///
/// What the program says of the data in English (kinds, reasons, the division, names of settings) is
/// translated where it is known (see `translated`); names that come from the data stay as they are.
struct RunReport {
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  Language language = Language::english;
  std::string title = {};          ///< "titanic.csv: Survived"
  bool interrupted = false;        ///< training was; the title says so
  std::string question = {};       ///< one sentence: what the model was asked to do; empty: from the targets
  std::string command = {};        ///< what to type to get the same again
  std::string data_name = {};      ///< "titanic.csv"
  std::string data_sentence = {};  ///< what the data are, where they come from
  std::string data_hash = {};      ///< "fnv1a 0123456789abcdef"
  std::string items = {};          ///< what the examples are, in the plural: "pictures"; empty: examples
  std::vector<std::string> notes = {};    ///< what was found out about the data: "separator ';'"
  std::vector<std::string> skipped = {};  ///< examples left out: "data.csv, line 12: …"
  std::vector<ReportColumn> columns = {};
  std::string division = {};                                     ///< how the parts were made
  std::vector<std::pair<std::string, std::int64_t>> parts = {};  ///< {"train", 712}, {"test", 179}
  std::string split = "test";                                    ///< the part that scores were measured on
  std::vector<std::string> warnings = {};                        ///< full sentences: rows in order
  /// Of each network: "loss", "accuracy", "val_loss", …; the first is drawn in full.
  std::vector<std::map<std::string, std::vector<double>>> histories = {};
  std::string model_summary = {};  ///< layer table, as text
  Pairs settings = {};             ///< {"optimizer", "Adam"}
  Pairs environment = {};          ///< {"processor", "…"}
  std::vector<TargetReport> targets = {};

  /// One self-contained page: no script, and nothing is loaded from elsewhere. Light and dark scheme,
  /// printable. Throws ValueError or ShapeError if results do not fit each other (see ClassResults).
  [[nodiscard]] std::string to_html() const;
};

/// What the program says in English, in another language: "train" → "학습", "891 different values" → "서로
/// 다른 값 891개". Numbers and what stands in single quotes may be anything. Unknown sentences come back as
/// they are.
[[nodiscard]] std::string translated(const std::string& english, Language language);

}  // namespace saem
