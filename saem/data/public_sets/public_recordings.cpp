#include "saem/data/public_sets/public_sets.h"

namespace saem::detail {
namespace {

constexpr PublicFile basic_motions_files[] = {
    {.address = "https://raw.githubusercontent.com/sktime/sktime/7bd7d1620c0656f3210eeb850bb1c0034159ee47/"
                "sktime/datasets/data/BasicMotions/BasicMotions_TRAIN.ts",
     .name = "BasicMotions_TRAIN.ts",
     .size = 227'790,
     .sha256 = "8dc43cc6306cb679c888c01e26f91772ac4441a916da43bac8b79734a538b9d6"},
    {.address = "https://raw.githubusercontent.com/sktime/sktime/7bd7d1620c0656f3210eeb850bb1c0034159ee47/"
                "sktime/datasets/data/BasicMotions/BasicMotions_TEST.ts",
     .name = "BasicMotions_TEST.ts",
     .size = 227'713,
     .sha256 = "79213102bc6fca1a398ad98ce1185dff0208fa3d1465e687f48288946b0ff8dc"}};
constexpr PublicFile gun_point_files[] = {
    {.address = "https://raw.githubusercontent.com/sktime/sktime/7bd7d1620c0656f3210eeb850bb1c0034159ee47/"
                "sktime/datasets/data/GunPoint/GunPoint_TRAIN.ts",
     .name = "GunPoint_TRAIN.ts",
     .size = 84'188,
     .sha256 = "f842401779fd9800d247d8b33121a1a4643710a19b24917dbdd9a060ca8630d5"},
    {.address = "https://raw.githubusercontent.com/sktime/sktime/7bd7d1620c0656f3210eeb850bb1c0034159ee47/"
                "sktime/datasets/data/GunPoint/GunPoint_TEST.ts",
     .name = "GunPoint_TEST.ts",
     .size = 252'305,
     .sha256 = "79332750788a6227b325b96bd0d70130c8eb707b9731f8d7dec62b7a7d36017e"}};
constexpr PublicFile japanese_vowels_files[] = {
    {.address = "https://raw.githubusercontent.com/sktime/sktime/7bd7d1620c0656f3210eeb850bb1c0034159ee47/"
                "sktime/datasets/data/JapaneseVowels/JapaneseVowels_TRAIN.ts",
     .name = "JapaneseVowels_TRAIN.ts",
     .size = 487'971,
     .sha256 = "68a430eabd919cc77f40b1f5f3bc0dcafacc1486bca9260785aeb7d262cc78cd"},
    {.address = "https://raw.githubusercontent.com/sktime/sktime/7bd7d1620c0656f3210eeb850bb1c0034159ee47/"
                "sktime/datasets/data/JapaneseVowels/JapaneseVowels_TEST.ts",
     .name = "JapaneseVowels_TEST.ts",
     .size = 649'132,
     .sha256 = "b3d41d6a0ca3bcad3afb9ca7d4365382aa51341e2e58bae2a574babdda5b9462"}};
constexpr PublicFile ecg5000_files[] = {
    // The archive of the set's page has no published hash; several repositories hold the same two files of
    // it,
    // this one in a commit.
    {.address = "https://raw.githubusercontent.com/kanesp/ECG_Anomaly-Detection/"
                "6dd905a9193c48a773c74966fb6615b7171de9b2/data/ECG5000_TRAIN.txt",
     .name = "ECG5000_TRAIN.txt",
     .size = 1'128'500,
     .sha256 = "0d96aff193311a6dc6111bf0dbd2f7d2313987fbf7a1da4a383d92563876057b"},
    {.address = "https://raw.githubusercontent.com/kanesp/ECG_Anomaly-Detection/"
                "6dd905a9193c48a773c74966fb6615b7171de9b2/data/ECG5000_TEST.txt",
     .name = "ECG5000_TEST.txt",
     .size = 10'156'500,
     .sha256 = "baf4ad57d28daa5e79050edd4185968181762bc83d45a757753015b4ba8ab295"}};
constexpr PublicFile eeg_eye_state_files[] = {
    {.address = "https://archive.ics.uci.edu/static/public/264/eeg+eye+state.zip",
     .name = "eeg-eye-state.zip",
     .unpack = true,
     .content_sha256 = "786c6b16461138ae145f3721c8e6885d4cbaaf4eaaa88c0dd3af96f74cbf6527",
     .data_size = 1'696'426}};
constexpr PublicFile mitdb_record100_files[] = {
    {.address = "https://physionet.org/files/mitdb/1.0.0/100.hea",
     .name = "100.hea",
     .size = 143,
     .sha256 = "60ebc904c7bf3e04d142638d3fd5c903e8dc9f10f1ea3264e07926aa089ee75e"},
    {.address = "https://physionet.org/files/mitdb/1.0.0/100.dat",
     .name = "100.dat",
     .size = 1'950'000,
     .sha256 = "b2ea3c250e56e48f4b7b90697832b8ecd1afa1e0bb31f2dcfea4ed6e1075a639"},
    {.address = "https://physionet.org/files/mitdb/1.0.0/100.atr",
     .name = "100.atr",
     .size = 4558,
     .sha256 = "8d8a5349fb16638ebbf649f1779d12e96d91b736b2aafe59db43719ae583d471"}};
constexpr PublicFile fsdd_files[] = {
    {.address = "https://codeload.github.com/Jakobovski/free-spoken-digit-dataset/zip/"
                "26eb9aaf76e81b692f806f9140c2d2777410d7a1",
     .name = "fsdd.zip",
     .unpack = true,
     .inside = "free-spoken-digit-dataset-26eb9aaf76e81b692f806f9140c2d2777410d7a1/recordings/",
     .content_sha256 = "1801eae019c063377d98f831d3f93574f259475df7332bb0e3d1b080fb5e6959",
     .data_size = 21'128'848}};

}  // namespace

std::vector<PublicSet> public_recordings() {
  return {{.name = "basic-motions",
           .about = "40 + 40 recordings of a wrist: 6 channels, 100 steps, 4 activities",
           .task = "classification",
           .licence = "no formal licence: UCR/UEA archive, free for research; copy of sktime (BSD-3). H. Dau "
                      "et al. 2019, A. Bagnall et al. 2018",
           .rights = Rights::unstated,
           .page = "https://www.timeseriesclassification.com/description.php?Dataset=BasicMotions",
           .files = basic_motions_files,
           .data = "BasicMotions_TRAIN.ts",
           .local_folder = "ucr-uea-timeseries"},
          {.name = "gun-point",
           .about = "50 + 150 recordings of a hand, 150 steps: gun or finger",
           .task = "classification",
           .licence = "no formal licence: UCR/UEA archive, free for research; copy of sktime (BSD-3). H. Dau "
                      "et al. 2019, A. Bagnall et al. 2018",
           .rights = Rights::unstated,
           .page = "https://www.timeseriesclassification.com/description.php?Dataset=GunPoint",
           .files = gun_point_files,
           .data = "GunPoint_TRAIN.ts",
           .local_folder = "ucr-uea-timeseries"},
          {.name = "japanese-vowels",
           .about = "270 + 370 utterances of 9 speakers: 12 channels, 7 to 29 steps",
           .task = "classification",
           .licence = "no formal licence: UCR/UEA archive, free for research; copy of sktime (BSD-3). H. Dau "
                      "et al. 2019, A. Bagnall et al. 2018",
           .rights = Rights::unstated,
           .page = "https://www.timeseriesclassification.com/description.php?Dataset=JapaneseVowels",
           .files = japanese_vowels_files,
           .data = "JapaneseVowels_TRAIN.ts",
           .local_folder = "ucr-uea-timeseries"},
          {.name = "ecg5000",
           .about = "500 + 4,500 heartbeats of 140 steps, 5 classes",
           .task = "classification",
           .licence = "ODC-BY 1.0 (PhysioNet, BIDMC CHF database, record chf07); UCR archive. Y. Chen, E. "
                      "Keogh; A. Goldberger et al. 2000",
           .rights = Rights::open,
           .page = "https://www.timeseriesclassification.com/description.php?Dataset=ECG5000",
           .files = ecg5000_files,
           .data = "ECG5000_TRAIN.txt",
           .local_data = "ECG5000_TRAIN.arff"},
          {.name = "eeg-eye-state",
           .about = "14,980 moments of 14 electrodes: eyes open or closed",
           .task = "classification",
           .licence = "CC BY 4.0 (UCI). O. Roesler, 2013",
           .rights = Rights::open,
           .page = "https://archive.ics.uci.edu/dataset/264/eeg+eye+state",
           .files = eeg_eye_state_files,
           .data = "EEG Eye State.arff",
           .local_data = "eeg_eye_state.arff"},
          {.name = "mitdb-record100",
           .about = "record 100 of the MIT-BIH arrhythmia database: half an hour of ECG, 2 leads, 360 Hz "
                    "(WFDB format)",
           .task = "heartbeats",
           .licence = "ODC-BY 1.0. G. Moody, R. Mark, IEEE EMB 2001; A. Goldberger et al. 2000",
           .rights = Rights::open,
           .page = "https://physionet.org/content/mitdb/1.0.0/",
           .files = mitdb_record100_files},
          {.name = "fsdd",
           .about = "3,000 spoken digits of 6 speakers, 8 kHz",
           .task = "classification",
           .licence = "CC BY-SA 4.0. Z. Jackson et al., Free Spoken Digit Dataset",
           .rights = Rights::open,
           .page = "https://github.com/Jakobovski/free-spoken-digit-dataset",
           .files = fsdd_files}};
}

}  // namespace saem::detail
