#pragma once

#include <filesystem>

#include "saem/data/on_bad_sample.h"

namespace saem {

struct SoundFolderOptions {
  OnBadSample on_bad_sample = OnBadSample::stop;
};

/// Finds the WAV files of a folder: a FileColumn "sound" and the target, a TextColumn "label". The sounds are
/// read when they are needed; only their first bytes are looked at here.
///
/// - Folders by class (walk_class_folders), optional train/, val/, test/.
/// - Speech Commands (P. Warden, arXiv:1804.03209): folders by class with validation_list.txt and
///   testing_list.txt, which give the parts; _background_noise_ is left out. `groups` is the speaker, what
///   stands before "_nohash_" in a name.
/// - Files LABEL_SPEAKER_INDEX.wav in the folder itself, as the Free Spoken Digit Dataset has them: the label
///   is what stands before the first '_', the group what stands between. Where the labels are the ten digits,
///   index 0 to 4 is the test part, by that set's rule.
/// - Files LABEL_INDEX.wav in the folder itself: see labels_in_names.
/// - Files in the folder itself with other names: no label, no target.
///
/// Notes say which of them it was. Throws FileError if there is no WAV file, for a list that names a file
/// that is not there, and for a file that is unreadable, empty or no WAV file, unless such are to be skipped.
[[nodiscard]] ReaderResult read_sound_folder(const std::filesystem::path& folder,
                                             const SoundFolderOptions& options = {});

}  // namespace saem
