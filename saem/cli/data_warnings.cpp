#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "saem/cli/data_info.h"
#include "saem/core/printable.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

using detail::printable;
using detail::with_separators;

void warn_of_repeats(DataInfo& info) {
  const Repeats& r = info.repeats;
  if (r.shared > 0) {
    info.warnings.push_back(
        fmt::format("{} of the test part {} in the training part too ({}, as {}): what is measured looks "
                    "better than it is",
                    with_separators(r.shared), r.shared == 1 ? "is" : "are",
                    info.place(r.first_shared->second), info.place(r.first_shared->first)));
  } else if (r.count > 0) {
    info.warnings.push_back(fmt::format("{} {} there before ({}, as {})", with_separators(r.count),
                                        r.count == 1 ? "example was" : "examples were",
                                        info.place(r.first->second), info.place(r.first->first)));
  }
  if (r.contradicting > 0) {
    info.warnings.push_back(fmt::format(
        "{} of {} {} another answer than its like ({}, as {})", with_separators(r.contradicting),
        with_separators(r.count), r.count == 1 ? "repeated example has" : "repeated examples have",
        info.place(r.first_contradicting->second), info.place(r.first_contradicting->first)));
  }
}

void warn_of_classes(DataInfo& info) {
  constexpr std::int64_t few = 5;
  for (const ClassBalance& balance : info.balances) {
    std::vector<std::string> rare;
    std::int64_t most = 0, least = std::numeric_limits<std::int64_t>::max();
    for (const ClassBalance::Class& c : balance.classes) {
      const std::int64_t all = c.train + c.validation + c.test;
      most = std::max(most, all);
      least = std::min(least, all);
      if (all < few) rare.push_back(fmt::format("'{}' {}", printable(c.name), all));
    }
    if (!rare.empty()) {
      const std::size_t shown = std::min<std::size_t>(rare.size(), 5);
      info.warnings.push_back(
          fmt::format("of '{}', {} fewer than {} examples: {}{}", printable(balance.target),
                      rare.size() == 1 ? "a class has" : fmt::format("{} classes have", rare.size()), few,
                      fmt::join(rare.begin(), rare.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                      rare.size() > shown ? ", …" : ""));
    } else if (least > 0 && most >= 10 * least) {
      info.warnings.push_back(
          fmt::format("the largest class of '{}' has {} times as many examples as the smallest: "
                      "--class-weight balanced makes them count alike",
                      printable(balance.target), most / least));
    }
    if (balance.missing > 0)
      info.warnings.push_back(fmt::format(
          "{} no answer in '{}': neither learned from nor measured with",
          balance.missing == 1 ? "an example has" : with_separators(balance.missing) + " examples have",
          balance.target));
  }
}

void warn_of_examples(DataInfo& info, const std::vector<std::int64_t>& examples, const std::string& what) {
  if (examples.empty()) return;
  info.warnings.push_back(fmt::format("{} {} ({}{})",
                                      with_separators(static_cast<std::int64_t>(examples.size())), what,
                                      info.place(examples.front()), examples.size() > 1 ? ", …" : ""));
}

struct WarnOfColumn {
  DataInfo& info;
  void operator()(const std::monostate&) const {}
  void operator()(const TableColumnFacts&) const {}
  void operator()(const TextFacts&) const {}
  void operator()(const SeriesFacts& f) const {
    warn_of_examples(info, f.constant, "of the recordings never change");
    if (f.missing > 0)
      info.warnings.push_back(fmt::format("{} of {} values of the recordings are missing",
                                          with_separators(f.missing), with_separators(f.values)));
  }
  void operator()(const ArrayFacts& f) const {
    warn_of_examples(info, f.constant, "have the same value everywhere");
  }
  void operator()(const PictureFacts& f) const {
    warn_of_examples(info, f.constant, "of the pictures have a single colour");
  }
  void operator()(const SoundFileFacts& f) const {
    warn_of_examples(info, f.silent, "of the sounds are silent");
    warn_of_examples(info, f.clipped, "of the sounds are clipped: louder than their format can say");
    if (f.rates.size() > 1) info.warnings.push_back("the sounds have several rates: they are brought to one");
  }
};

}  // namespace

void add_warnings(DataInfo& info) {
  if (!info.refusal.empty()) info.warnings.push_back("a training would refuse these data: " + info.refusal);
  for (const auto& [target, found] : info.gives_away) {
    info.warnings.push_back(fmt::format("'{}' gives '{}' away: {}. If it is not known before, --ignore {}",
                                        printable(found.column), printable(target), found.reason,
                                        printable(found.column)));
  }
  if (!info.leak.sentence.empty()) info.warnings.push_back(info.leak.sentence + info.leak.advice());
  warn_of_repeats(info);
  warn_of_classes(info);
  for (std::size_t i = 0; i < info.columns.size(); ++i) {
    std::visit(WarnOfColumn{info}, info.columns[i].facts);
    for (const std::string& text : info.columns[i].unusual)
      info.warnings.push_back(fmt::format("'{}': {}", printable(info.columns[i].name), text));
  }
}

}  // namespace saem::cli
