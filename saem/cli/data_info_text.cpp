#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "saem/cli/data_info.h"
#include "saem/cli/output.h"
#include "saem/core/printable.h"
#include "saem/report/text.h"
#include "saem/task/inputs.h"

namespace saem::cli {
namespace {

using detail::pad_left;
using detail::pad_right;
using detail::with_separators;

std::string number_text(double x) {
  return std::abs(x) < 1e6 && x == std::floor(x) ? fmt::format("{:.0f}", x) : fmt::format("{:.4g}", x);
}

/// "100 steps", or "7 to 29 steps, 15 at the median".
std::string spread_text(const Spread& s, const std::string& unit) {
  if (s.least == s.most) return fmt::format("{} {}", number_text(s.least), unit);
  return fmt::format("{} to {} {}, {} at the median", number_text(s.least), number_text(s.most), unit,
                     number_text(s.median));
}

template <class Key, class Text>
std::string counted(const std::map<Key, std::int64_t>& counts, Text text) {
  std::vector<std::pair<std::int64_t, Key>> order;
  for (const auto& [key, count] : counts) order.emplace_back(-count, key);
  std::ranges::sort(order);
  if (order.size() == 1) return text(order.front().second);
  std::string all;
  for (std::size_t i = 0; i < std::min<std::size_t>(order.size(), 3); ++i)
    all +=
        fmt::format("{}{} ({})", i == 0 ? "" : ", ", text(order[i].second), with_separators(-order[i].first));
  return order.size() > 3 ? fmt::format("{}, and {} more", all, order.size() - 3) : all;
}

struct ValuesOf {
  std::string operator()(const std::monostate&) const { return ""; }
  std::string operator()(const TableColumnFacts& f) const {
    if (f.numbers && f.distinct > 10)
      return fmt::format("{} to {}, mean {}", number_text(f.min), number_text(f.max), number_text(f.mean));
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(f.most_frequent.size(), 3); ++i) {
      text += fmt::format("{}{} {}", i == 0 ? "" : ", ", detail::shorten(f.most_frequent[i].first, 20),
                          with_separators(f.most_frequent[i].second));
    }
    return text + (f.distinct > 3 ? ", …" : "");
  }
  std::string operator()(const TextFacts& f) const {
    return fmt::format("{}; {}", spread_text(f.characters, "characters"), spread_text(f.words, "words"));
  }
  std::string operator()(const SeriesFacts& f) const {
    return fmt::format("{}; {} channel{}", spread_text(f.steps, "steps"), f.channels.size(),
                       f.channels.size() == 1 ? "" : "s");
  }
  std::string operator()(const ArrayFacts& f) const {
    return fmt::format("{}, values {} to {}", f.shape.to_string(), number_text(f.least), number_text(f.most));
  }
  std::string operator()(const PictureFacts& f) const {
    if (f.formats.empty()) return "none that can be read";
    return fmt::format(
        "{}; {} (height x width); {}", counted(f.formats, [](const std::string& s) { return s; }),
        counted(f.sizes, [](const auto& size) { return fmt::format("{} x {}", size.first, size.second); }),
        counted(f.channels, [](std::int64_t c) { return std::string(c == 1 ? "grey" : "colour"); }));
  }
  std::string operator()(const SoundFileFacts& f) const {
    if (f.rates.empty()) return "none that can be read";
    return fmt::format("{}; {}; {:.2f} to {:.2f} s, {:.2f} at the median",
                       counted(f.rates, [](std::int64_t r) { return with_separators(r) + " Hz"; }),
                       counted(f.channels,
                               [](std::int64_t c) {
                                 return c == 1   ? std::string("mono")
                                        : c == 2 ? std::string("stereo")
                                                 : fmt::format("{} channels", c);
                               }),
                       f.seconds.least, f.seconds.most, f.seconds.median);
  }
};

/// Rows of cells, each column as wide as it has to be; numbers stand to the right.
std::string aligned(const std::vector<std::vector<std::string>>& rows,
                    const std::vector<bool>& to_the_right) {
  std::vector<std::size_t> widths(to_the_right.size(), 0);
  std::vector<std::vector<std::string>> cells = rows;
  for (auto& row : cells) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      row[c] = detail::printable(row[c]);
      widths[c] = std::max(widths[c], detail::character_count(row[c]));
    }
  }
  std::string text;
  for (const auto& row : cells) {
    std::string line = "  ";
    for (std::size_t c = 0; c < row.size(); ++c)
      line += (to_the_right[c] ? pad_left(row[c], widths[c]) : pad_right(row[c], widths[c])) + "  ";
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string columns_text(const DataInfo& info) {
  constexpr std::size_t most_shown = 60;
  std::vector<std::vector<std::string>> rows{{"column", "is", "missing", "different", "values", "because"}};
  for (std::size_t i = 0; i < std::min(info.columns.size(), most_shown); ++i) {
    const ColumnInfo& c = info.columns[i];
    const auto* table = std::get_if<TableColumnFacts>(&c.facts);
    const auto* text = std::get_if<TextFacts>(&c.facts);
    const std::int64_t missing = table != nullptr ? table->missing : text != nullptr ? text->missing : 0;
    const std::string kind = c.role == "target"     ? "target: " + c.kind
                             : c.role == "left out" ? c.role
                                                    : c.kind;
    rows.push_back(
        {detail::shorten(c.name, 30), kind, missing == 0 ? "" : with_separators(missing),
         table == nullptr ? "" : with_separators(table->distinct) + (table->more_distinct ? "+" : ""),
         values_of(c), c.role == "input" && c.kind == "number" ? "" : c.reason});
  }
  std::string out = aligned(rows, {false, false, true, true, false, false});
  if (info.columns.size() > most_shown)
    out += fmt::format("  … and {} columns more: --json has all\n", info.columns.size() - most_shown);
  return out;
}

std::string balance_text(const ClassBalance& balance) {
  constexpr std::size_t most_shown = 30;
  std::int64_t all = 0;
  for (const auto& c : balance.classes) all += c.train + c.validation + c.test;
  std::vector<std::vector<std::string>> rows{{"class", "training", "validation", "test", "share"}};
  for (std::size_t i = 0; i < std::min(balance.classes.size(), most_shown); ++i) {
    const auto& c = balance.classes[i];
    const double share = static_cast<double>(c.train + c.validation + c.test) /
                         static_cast<double>(std::max<std::int64_t>(all, 1));
    rows.push_back({detail::shorten(c.name, 40), with_separators(c.train), with_separators(c.validation),
                    with_separators(c.test), fmt::format("{:.1f} %", 100 * share)});
  }
  std::string text = fmt::format("\nclasses of '{}'\n{}", detail::printable(balance.target),
                                 aligned(rows, {false, true, true, true, true}));
  if (balance.classes.size() > most_shown)
    text += fmt::format("  … and {} classes more: --json has all\n", balance.classes.size() - most_shown);
  return text;
}

std::string listed(const std::vector<std::string>& lines, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), most); ++i) {
    std::string line = lines[i];  // messages of several lines stay together
    for (std::size_t at = 0; (at = line.find('\n', at)) != std::string::npos; at += 5)
      line.replace(at, 1, "\n    ");
    text += "  " + line + "\n";
  }
  if (lines.size() > most) text += fmt::format("  … and {} more: --json lists all\n", lines.size() - most);
  return text;
}

std::string training_text(const DataInfo& info) {
  if (!info.task || !info.split) return "";
  std::string text = fmt::format("\nwhat {} train {} would do\n", program(), info.data);
  const auto fact = [&](std::string_view name, const std::string& value) {
    text += fmt::format("  {:<9}{}\n", name, value);
  };
  for (const Target& t : info.task->targets) {
    const std::string what = t.kind == TargetKind::value ? "regression"
                             : t.kind == TargetKind::classes
                                 ? fmt::format("classification, {} classes", t.classes.size())
                                 : std::string(name(t.kind));
    fact("task", fmt::format("'{}': {} ({})", detail::printable(t.column), what, t.reason));
  }
  fact("split", info.split->description);
  fact("network", network_for(*info.task));
  fact("change",
       "--target COLUMN, --task, --kind COLUMN=KIND, --ignore COLUMN; --group, --time, --blocks, --test, "
       "--parts;");
  fact("", "--model, --ensemble: see saem help train");
  return text;
}

}  // namespace

std::string values_of(const ColumnInfo& column) { return std::visit(ValuesOf{}, column.facts); }

std::string network_for(const LearningTask& task) {
  std::map<FeatureKind, std::int64_t> kinds;
  for (const Feature& f : task.features) ++kinds[f.kind];
  std::vector<std::string> towers;
  const auto tower = [&](FeatureKind kind, const char* how, const char* one, const char* many) {
    if (kinds[kind] > 0)
      towers.push_back(fmt::format("{} for {} {}", how, kinds[kind], kinds[kind] == 1 ? one : many));
  };
  tower(
      FeatureKind::number,
      kinds[FeatureKind::number] > most_embedded_numbers ? "quantiles" : "quantiles and periodic embeddings",
      "column of numbers", "columns of numbers");
  tower(FeatureKind::date, "time, year, week and day", "column of dates", "columns of dates");
  tower(FeatureKind::category,
        kinds[FeatureKind::category] > most_columns_of_names ? "rows of 0 and 1" : "embeddings",
        "column of categories", "columns of categories");
  tower(FeatureKind::text, "embeddings and convolutions", "column of texts", "columns of texts");
  tower(FeatureKind::series, "a residual 1-D network", "column of recordings", "columns of recordings");
  tower(FeatureKind::picture, "convolutions", "column of pictures", "columns of pictures");
  tower(FeatureKind::sound, "log-mel spectrograms and convolutions", "column of sounds", "columns of sounds");
  tower(FeatureKind::array, "dense layers or convolutions, by its shape,", "column of arrays",
        "columns of arrays");
  return fmt::format("{}, then dense layers (--model auto)", fmt::join(towers, "; "));
}

std::string data_info_text(const DataInfo& info, const DataInfoSettings& /*settings*/) {
  std::string text = fmt::format("{}: {}\n", info.data, info.layout);
  text += listed(info.read.samples.notes, 12);
  const auto [files, looked_at] = info.files();
  if (looked_at < files) {
    text +=
        fmt::format("  looked into {} of {} files, spread evenly, for want of time: --all looks into all\n",
                    with_separators(looked_at), with_separators(files));
  }
  if (!info.unreadable.empty()) {
    text += fmt::format("\n{} cannot be read\n{}",
                        with_separators(static_cast<std::int64_t>(info.unreadable.size())),
                        listed(info.unreadable, 20));
  }
  text += "\n" + columns_text(info);
  for (const ClassBalance& balance : info.balances) text += balance_text(balance);
  if (!info.warnings.empty()) text += "\nlook at this\n" + listed(info.warnings, 30);
  return text + training_text(info);
}

}  // namespace saem::cli
