#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "saem/cli/commands.h"
#include "saem/cli/get_set.h"
#include "saem/cli/output.h"
#include "saem/cli/usage_error.h"
#include "saem/core/format_bytes.h"
#include "saem/train/interrupt.h"

namespace saem::cli {
namespace {

using GetJson = nlohmann::ordered_json;

struct DataGetSettings {
  std::vector<std::string> names;
  bool unverified = false;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

void declare_data_get(Arguments& arguments, DataGetSettings& s) {
  arguments.words(s.names, {"SET", "a name of saem data list"});
  arguments.flag(
      "unverified", s.unverified,
      "also sets whose files have another hash than is known, or none: the one that they have is said");
  arguments.flag("force", s.force, "download what is on this machine already");
  arguments.flag("json", s.json, "one JSON object on stdout instead of text");
  arguments.flag("quiet", s.quiet, "nothing on stderr but errors");
}

const PublicSet& wanted_set(const std::string& name) {
  try {
    return public_set(name);
  } catch (const ValueError& unknown) {
    throw UsageError(unknown.what());
  }
}

std::string size_of(const PublicFile& file) {
  if (file.size > 0) return format_bytes(file.size);
  return file.unpack ? format_bytes(file.data_size) + " unpacked" : "about " + format_bytes(file.data_size);
}

/// What is about to come, before it does.
void announce(const Log& log, const PublicSet& set) {
  log.fact("set", fmt::format("{}: {}", set.name, set.about));
  log.fact("licence", fmt::format("{} ({})", set.licence, name(set.rights)));
  log.fact("page", set.page);
  log.fact("size", format_bytes(set.data_size()));
  for (const PublicFile& file : set.files) {
    const std::string hash = !file.sha256.empty() ? fmt::format("SHA-256 {}", file.sha256)
                             : !file.content_sha256.empty()
                                 ? fmt::format("SHA-256 of its files {}", file.content_sha256)
                                 : "hash not known";
    log.fact("from", fmt::format("{} ({}, {})", file.address, size_of(file), hash));
  }
  log.fact("to", download_folder(set).string());
}

GetJson to_json(const PublicSet& set, const std::filesystem::path& data, const GotSet* got) {
  GetJson json{{"name", set.name},
               {"data", data.string()},
               {"downloaded", got != nullptr},
               {"licence", set.licence},
               {"page", set.page}};
  for (std::size_t i = 0; got != nullptr && i < set.files.size(); ++i) {
    json["files"].push_back({{"name", set.files[i].name},
                             {"address", set.files[i].address},
                             {"sha256", got->sha256[i]},
                             {"verified", set.files[i].is_verified()}});
  }
  return json;
}

int data_get(const DataGetSettings& settings, Words /*words*/) {
  const Log log(settings.quiet);
  const InterruptGuard guard;
  GetJson sets = GetJson::array();
  std::string text;
  for (const std::string& wanted : settings.names) {
    const PublicSet& set = wanted_set(wanted);
    std::optional<std::filesystem::path> data = find_public_data(set);
    std::optional<GotSet> got;
    if (!data || settings.force) {
      announce(log, set);
      GetOptions options{.unverified = settings.unverified,
                         .say = [&](const std::string& line) { log.fact("checked", line); }};
      options.download.progress = !settings.quiet && ::isatty(STDERR_FILENO) == 1;
      got = get_set(set, options);
      data = set.data.empty() ? got->folder : got->folder / set.data;
    }
    data = std::filesystem::absolute(*data).lexically_normal();
    sets.push_back(to_json(set, *data, got ? &*got : nullptr));
    text +=
        fmt::format("{} is {} {}\n", set.name, got ? "now in" : "on this machine already:", data->string());
    text += fmt::format("  to learn from it: {} train {}\n", program(), set.name);
  }
  print(settings.json ? GetJson{{"sets", sets}}.dump(2) + "\n" : text);
  return exit_success;
}

}  // namespace

Command data_get_command() {
  return make_command<DataGetSettings>(
      {.name = "data get",
       .brief = "download a public set of data, and check it",
       .description = "Downloads a public set of data (see saem data list) into $XDG_CACHE_HOME/saem/data, "
                      "unless it is there, "
                      "in $SAEM_DATA or in ../shared/data. Says address, size, SHA-256 and licence before, "
                      "and compares the "
                      "SHA-256 after: a file with another one is removed, and both are said. Then saem train "
                      "NAME learns from "
                      "it.",
       .examples = {{"saem data get california-housing"},
                    {"saem data get fsdd trec"},
                    {"saem data get iris --unverified", "also if its publishers have changed it"}},
       .notes = "Downloads come by https only. One that was interrupted is gone on from. A file with another "
                "hash is not kept without --unverified. Proxies are taken from https_proxy, other "
                "certificates from "
                "SSL_CERT_FILE. To be without a network, put the files into a folder NAME in $SAEM_DATA."},
      declare_data_get, data_get);
}

}  // namespace saem::cli
