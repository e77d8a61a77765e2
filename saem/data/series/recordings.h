#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/array.h"
#include "saem/data/on_bad_sample.h"
#include "saem/data/table.h"
#include "saem/data/tables/csv.h"

namespace saem {

/// A long recording, as it was written: nothing is sorted or evened yet.
struct Recording {
  std::string name;                       ///< for messages: "subject 3", "walking/7.csv"
  std::string group;                      ///< what must not be divided between training and test
  std::vector<double> times = {};         ///< of each step; empty if there are none: then the order counts
  Array values = {};                      ///< float32 (steps, channels); NaN where one is missing
  std::vector<std::int32_t> labels = {};  ///< of each step, into Recordings::label_names; empty for none
  std::vector<std::int64_t> lines = {};   ///< of each step, in its file
  std::optional<Part> part = {};          ///< if the data come divided
};

/// Recordings of the same channels.
struct Recordings {
  std::string name;  ///< for messages and reports: "WISDM_ar_v1.1_raw.txt"
  std::vector<Recording> all = {};
  std::vector<std::string> channels = {};
  std::vector<std::string> label_names = {};
  std::string label_name = "label";       ///< what the labels are called: "activity"
  std::string group_name = "recording";   ///< what Recording::group is: "subject"
  std::vector<std::string> notes = {};    ///< for people
  std::vector<std::string> skipped = {};  ///< rows that were left out
};

/// Which columns of a table are what.
struct RecordingColumns {
  std::vector<std::string> recording =
      {};                                 ///< rows with the same texts here are one recording; none: all are
  std::string group = {};                 ///< of a recording: its subject; empty: as `recording`
  std::string time = {};                  ///< numbers or dates; empty: the order of the rows counts
  bool find_time = false;                 ///< of a folder: where `time` is empty, the column called so
  std::string label = {};                 ///< of each row; empty: there is none
  std::vector<std::string> values = {};   ///< the channels; empty: all other columns
  std::vector<std::string> ignored = {};  ///< no channels
};

/// Sorts the rows of a table into recordings, in the order in which these begin. Missing values are NaN.
///
/// Throws ValueError for a column that does not exist or is named twice, and if no column of values is left;
/// FileError for a value or time that is no number, an infinite value and a recording with two groups: rows
/// that are left out where such are to be skipped.
[[nodiscard]] Recordings recordings_from_table(const Table& table, const RecordingColumns& columns,
                                               OnBadSample on_bad_sample = OnBadSample::stop);

/// Reads the raw text of WISDM (J. Kwapisz, G. Weiss, S. Moore, Activity Recognition using Cell Phone
/// Accelerometers, 2010): records "user,activity,time,x,y,z;", one recording for each user, the time in
/// nanoseconds.
///
/// Several records on a line, lines without the ';', a ',' before it and empty records are read as they are
/// meant, and noted. Records with other than six fields, with an empty or wrong number, or with the time 0
/// throw FileError with their line, or are left out.
[[nodiscard]] Recordings read_wisdm(const std::filesystem::path& path,
                                    OnBadSample on_bad_sample = OnBadSample::stop);

/// The same for the text of such a file. @param place  the file, for messages.
[[nodiscard]] Recordings parse_wisdm(std::string_view text, const std::string& place,
                                     OnBadSample on_bad_sample = OnBadSample::stop);

/// Reads one recording from each table in folders by class (walk_class_folders: optional train/, test/):
/// root/walking/7.csv. The label of all its steps is the class folder, the group the file.
///
/// @param columns  `time` and `values` only; a time column that a file has not is an error.
/// @param csv  how the tables are written, where somebody says it.
/// Throws FileError as read_csv and recordings_from_table do, and for a file with other columns than the
/// first, which is left out where such are to be skipped.
[[nodiscard]] Recordings read_recording_folder(const std::filesystem::path& root,
                                               const RecordingColumns& columns = {},
                                               OnBadSample on_bad_sample = OnBadSample::stop,
                                               CsvOptions csv = {});

}  // namespace saem
