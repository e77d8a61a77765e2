#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "saem/cli/commands.h"
#include "saem/cli/output.h"
#include "saem/core/format_bytes.h"
#include "saem/data/public_sets/public_sets.h"

namespace saem::cli {
namespace {

using ListJson = nlohmann::ordered_json;

struct DataListSettings {
  bool json = false;
  bool quiet = false;
};

void declare_data_list(Arguments& arguments, DataListSettings& s) {
  arguments.flag("json", s.json,
                 "one JSON object on stdout instead of text: addresses, sizes and hashes too");
  arguments.flag("quiet", s.quiet, "nothing on stderr but errors");
}

std::string list_as_text() {
  std::size_t widest = 0;
  for (const PublicSet& set : public_sets()) widest = std::max(widest, set.name.size());
  std::string text = fmt::format("{:<{}}  {:>8}  {:<4}  {:<17}  {}\n", "set", widest, "size", "here",
                                 "rights", "what it is");
  for (const PublicSet& set : public_sets()) {
    text += fmt::format("{:<{}}  {:>8}  {:<4}  {:<17}  {}{}\n", set.name, widest,
                        format_bytes(set.data_size()), find_public_data(set) ? "yes" : "no", name(set.rights),
                        set.about, set.is_verified() ? "" : " (hash not known)");
  }
  return text +
         fmt::format(
             "\n{} data get NAME downloads one, and says its licence; --json lists all that is known.\n",
             program());
}

ListJson set_as_json(const PublicSet& set) {
  const auto or_null = [](bool known, ListJson value) {
    return known ? std::move(value) : ListJson(nullptr);
  };
  const auto here = find_public_data(set);
  ListJson json{{"name", set.name},
                {"about", set.about},
                {"task", set.task},
                {"licence", set.licence},
                {"rights", name(set.rights)},
                {"page", set.page},
                {"size", or_null(set.size() > 0, set.size())},
                {"data_size", set.data_size()},
                {"here", or_null(here.has_value(), here ? here->string() : "")}};
  for (const PublicFile& file : set.files) {
    json["files"].push_back({{"name", file.name},
                             {"address", file.address},
                             {"size", or_null(file.size > 0, file.size)},
                             {"sha256", or_null(!file.sha256.empty(), file.sha256)},
                             {"content_sha256", or_null(!file.content_sha256.empty(), file.content_sha256)}});
  }
  return json;
}

int data_list(const DataListSettings& settings, Words /*words*/) {
  if (!settings.json) {
    print(list_as_text());
    return exit_success;
  }
  ListJson sets = ListJson::array();
  for (const PublicSet& set : public_sets()) sets.push_back(set_as_json(set));
  print(ListJson{{"sets", sets}}.dump(2) + "\n");
  return exit_success;
}

}  // namespace

Command data_list_command() {
  return make_command<DataListSettings>(
      {.name = "data list",
       .brief = "list the public sets of data that can be downloaded",
       .description =
           "Lists the public sets of data that saem data get downloads: their size, what their licence "
           "allows, what is in them, and whether they are on this machine.",
       .examples = {{"saem data list"}, {"saem data list --json", "with addresses and hashes"}}},
      declare_data_list, data_list);
}

}  // namespace saem::cli
