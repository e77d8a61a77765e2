#include "saem/data/samples_join.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace saem::detail {
namespace {

template <class T>
void append(std::vector<T>& all, std::vector<T> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// Says in what two columns differ, or nothing.
struct JoinColumns {
  std::string operator()(TextColumn& all, TextColumn& more) const {
    std::vector<std::string> texts = all.to_strings();
    append(texts, more.to_strings());
    const char group = all.group_sign() == more.group_sign() ? all.group_sign() : '\0';
    all = TextColumn(texts);
    all.set_group_sign(group);
    return "";
  }
  std::string operator()(SeriesColumn& all, SeriesColumn& more) const {
    if (all.channels != more.channels) {
      return fmt::format("expected {} channels, as in the first file, found {}", all.channels.size(),
                         more.channels.size());
    }
    append(all.values, std::move(more.values));
    return "";
  }
  std::string operator()(FileColumn& all, FileColumn& more) const {
    append(all.files, std::move(more.files));
    return "";
  }
  template <class A, class B>
  std::string operator()(A&, B&) const {
    return "expected columns of the same kinds as in the first file";
  }
};

}  // namespace

void append_part(ReaderResult& all, ReaderResult more, Part own, Part added, const std::string& place) {
  const auto differ = [&](const std::string& problem) {
    fail<FileError>({place, problem, "", "Give files of one set."});
  };
  Samples& to = all.samples;
  Samples& from = more.samples;
  if (to.parts.empty()) to.parts.assign(static_cast<std::size_t>(to.size()), own);
  to.parts.insert(to.parts.end(), static_cast<std::size_t>(from.size()), added);
  if (to.columns.size() != from.columns.size() || to.target != from.target) {
    differ(fmt::format("expected {} columns, as in the first file, found {}", to.columns.size(),
                       from.columns.size()));
  }
  for (std::size_t i = 0; i < to.columns.size(); ++i) {
    if (to.columns[i].name != from.columns[i].name) {
      differ(fmt::format("expected column '{}', as in the first file, found '{}'", to.columns[i].name,
                         from.columns[i].name));
    }
    const std::string problem = std::visit(JoinColumns{}, to.columns[i].values, from.columns[i].values);
    if (!problem.empty()) differ(problem);
  }
  append(to.groups, std::move(from.groups));
  append(to.places, std::move(from.places));
  for (std::string& note : from.notes) to.notes.push_back(fmt::format("{}: {}", from.name, note));
  append(all.skipped, std::move(more.skipped));
}

}  // namespace saem::detail
