#include "saem/data/sounds/sound_folder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "saem/core/atomic_file.h"
#include "saem/data/class_folders.h"
#include "saem/data/labels_in_names.h"
#include "saem/data/sounds/wav.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> wav_extensions = {".wav", ".wave"};
constexpr const char* background_noise = "_background_noise_";

/// LABEL_SPEAKER_INDEX.wav
struct SpokenName {
  std::string label, speaker;
  std::int64_t index;
};

std::optional<SpokenName> parse_spoken_name(const std::string& stem) {
  const std::size_t first = stem.find('_');
  const std::size_t last = stem.rfind('_');
  if (first == std::string::npos || first == 0 || last <= first + 1 || last + 1 == stem.size()) {
    return std::nullopt;
  }
  SpokenName name{stem.substr(0, first), stem.substr(first + 1, last - first - 1), 0};
  const auto [end, error] = std::from_chars(stem.data() + last + 1, stem.data() + stem.size(), name.index);
  if (error != std::errc() || end != stem.data() + stem.size() || name.index < 0) return std::nullopt;
  return name;
}

/// "8000 Hz, 1 channel, 0.14 to 2.28 s"
std::string describe(const std::vector<SoundFacts>& sounds) {
  std::set<std::int64_t> rates, channels;
  double shortest = 1e300;
  double longest = 0;
  for (const SoundFacts& sound : sounds) {
    rates.insert(sound.rate);
    channels.insert(sound.channels);
    const double seconds = static_cast<double>(sound.samples) / static_cast<double>(sound.rate);
    shortest = std::min(shortest, seconds);
    longest = std::max(longest, seconds);
  }
  return fmt::format("{} sounds at {} Hz, {} channel{}, of {:.2f} to {:.2f} s", sounds.size(),
                     fmt::join(rates, " and "), fmt::join(channels, " and "),
                     channels == std::set<std::int64_t>{1} ? "" : "s", shortest, longest);
}

/// Leaves out the files that are no WAV file, or are cut short, by their first bytes.
ClassFolders wav_files_of(ClassFolders all, const fs::path& folder, OnBadSample rule) {
  SkippedSamples skipped(rule);
  ClassFolders good;
  good.classes = std::move(all.classes);
  good.notes = std::move(all.notes);
  good.skipped = std::move(all.skipped);
  std::vector<SoundFacts> facts;
  for (std::size_t i = 0; i < all.files.size(); ++i) {
    try {
      facts.push_back(inspect_wav(all.files[i]));
    } catch (const FileError& error) {
      skipped.add(error);
      continue;
    }
    good.files.push_back(std::move(all.files[i]));
    good.places.push_back(std::move(all.places[i]));
    if (!all.labels.empty()) good.labels.push_back(std::move(all.labels[i]));
    if (!all.parts.empty()) good.parts.push_back(all.parts[i]);
  }
  const std::vector<std::string> more = skipped.take();
  good.skipped.insert(good.skipped.end(), more.begin(), more.end());
  if (good.files.empty()) {
    fail<FileError>({folder.string(), "the folder has no WAV file that can be read", good.skipped.front(),
                     "Copy or download the files again."});
  }
  good.notes.push_back(describe(facts));
  return good;
}

/// "x" for "a/x", "a/x/" and "." in it.
std::string name_of(const fs::path& folder) {
  std::error_code error;
  return fs::weakly_canonical(folder, error).filename().string();
}

Samples to_samples(ClassFolders found, const fs::path& folder) {
  Samples samples{.name = name_of(folder),
                  .parts = std::move(found.parts),
                  .places = std::move(found.places),
                  .notes = std::move(found.notes)};
  samples.columns.push_back({"sound", FileColumn{FileColumn::Kind::sound, std::move(found.files)}});
  return samples;
}

void add_labels(Samples& samples, const std::vector<std::string>& labels) {
  samples.target = "label";
  samples.columns.push_back({"label", TextColumn(labels)});
}

/// Folders by class, rather than files in the folder itself. A single folder beside files is no class.
bool has_class_folders(const fs::path& folder) {
  int folders = 0;
  bool has_files = false;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (is_system_file(name)) continue;
    if (entry->is_directory(ignored)) {
      ++folders;
    } else if (has_extension(name, wav_extensions)) {
      has_files = true;
    }
  }
  return folders > 1 || (folders == 1 && !has_files);
}

/// Files LABEL_SPEAKER_INDEX.wav, or without labels.
ReaderResult read_flat(const fs::path& folder, OnBadSample rule) {
  ClassFolders found = wav_files_of(walk_flat_folder(folder, wav_extensions, {rule}), folder, rule);
  std::vector<std::string> labels, groups;
  std::vector<Part> parts;
  for (const fs::path& file : found.files) {
    const auto name = parse_spoken_name(file.stem().string());
    if (!name) break;
    labels.push_back(name->label);
    groups.push_back(name->speaker);
    parts.push_back(name->index < 5 ? Part::test : Part::train);
  }
  ReaderResult result{{}, std::move(found.skipped)};
  result.samples = to_samples(std::move(found), folder);
  Samples& samples = result.samples;
  if (labels.size() != static_cast<std::size_t>(samples.size())) {
    labels = labels_in_names(std::get<FileColumn>(samples.columns[0].values).files);
    if (labels.empty()) {
      samples.notes.emplace_back(
          "sounds without labels: no class folders, and no names LABEL_SPEAKER_INDEX.wav or LABEL_INDEX.wav");
      return result;
    }
    samples.notes.push_back(fmt::format("names LABEL_INDEX.wav: {} labels",
                                        std::set<std::string>(labels.begin(), labels.end()).size()));
    add_labels(samples, labels);
    return result;
  }
  const std::set<std::string> speakers(groups.begin(), groups.end());
  const std::set<std::string> classes(labels.begin(), labels.end());
  samples.notes.push_back(fmt::format("names LABEL_SPEAKER_INDEX.wav: {} labels, {} speakers as groups",
                                      classes.size(), speakers.size()));
  const bool are_digits = classes == std::set<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  if (are_digits && std::ranges::count(parts, Part::train) > 0 && std::ranges::count(parts, Part::test) > 0) {
    samples.parts = std::move(parts);
    samples.notes.emplace_back(
        "spoken digits: index 0 to 4 is the test part, by the rule of that set; speakers "
        "are in both parts");
  }
  samples.groups = std::move(groups);
  samples.group_name = "speaker";
  add_labels(samples, labels);
  return result;
}

/// The paths in a list of Speech Commands, one a line: "dog/0132a06d_nohash_1.wav".
std::map<std::string, std::int64_t> read_list(const fs::path& file) {
  const std::string text = read_file(file);
  std::map<std::string, std::int64_t> lines;
  std::int64_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.pop_back();
    begin = end + 1;
    ++number;
    if (!line.empty()) lines.emplace(std::move(line), number);
  }
  return lines;
}

/// Gives the listed files their part. A list may name files that were left out as bad.
void apply_list(Samples& samples, const fs::path& list, Part part, bool may_miss) {
  std::map<std::string, std::int64_t> wanted = read_list(list);
  for (std::size_t i = 0; i < samples.places.size(); ++i) {
    if (wanted.erase(samples.places[i]) > 0) samples.parts[i] = part;
  }
  if (wanted.empty() || may_miss) return;
  const auto& [name, line] = *wanted.begin();
  fail<FileError>({fmt::format("{}, line {}", list.string(), line),
                   fmt::format("the file '{}' is not in the folder", name),
                   fmt::format("{} files of the list are missing", wanted.size()),
                   "Unpack the whole archive again, or take the missing lines out of the list."});
}

void read_lists(Samples& samples, const fs::path& folder, bool may_miss) {
  const fs::path validation = folder / "validation_list.txt";
  const fs::path test = folder / "testing_list.txt";
  if (!samples.parts.empty() || !fs::exists(validation) || !fs::exists(test)) return;
  samples.parts.assign(samples.places.size(), Part::train);
  apply_list(samples, validation, Part::validation, may_miss);
  apply_list(samples, test, Part::test, may_miss);
  samples.notes.emplace_back("parts by validation_list.txt and testing_list.txt");
}

/// The speakers of Speech Commands, if all names say theirs.
void add_speakers(Samples& samples, const std::vector<fs::path>& files) {
  std::vector<std::string> speakers;
  for (const fs::path& file : files) {
    const std::string stem = file.stem().string();
    const std::size_t end = stem.find("_nohash_");
    if (end == std::string::npos) return;
    speakers.push_back(stem.substr(0, end));
  }
  samples.groups = std::move(speakers);
  samples.group_name = "speaker";
  samples.notes.emplace_back("names SPEAKER_nohash_INDEX.wav: speakers as groups");
}

}  // namespace

ReaderResult read_sound_folder(const fs::path& folder, const SoundFolderOptions& options) {
  const OnBadSample rule = options.on_bad_sample;
  if (!has_class_folders(folder)) return read_flat(folder, rule);
  ClassFolders found =
      wav_files_of(walk_class_folders(folder, wav_extensions, {rule, {background_noise}}), folder, rule);
  const std::vector<std::string> labels = std::move(found.labels);
  const std::vector<fs::path> files = found.files;
  found.notes.push_back(fmt::format("{} class folders", found.classes.size()));
  ReaderResult result{{}, std::move(found.skipped)};
  result.samples = to_samples(std::move(found), folder);
  add_labels(result.samples, labels);
  read_lists(result.samples, folder, !result.skipped.empty());
  add_speakers(result.samples, files);
  return result;
}

}  // namespace saem
