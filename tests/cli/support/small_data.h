#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace saem::test {

struct SmallData {
  int train = 200;
  int test = 50;
  int size = 8;     ///< pictures of size × size
  int classes = 4;  ///< class c has one bright corner, the c-th
};

/// Writes a folder as MNIST has it, with pictures that are easy to learn. @param folder  made if missing.
void write_small_data(const std::filesystem::path& folder, const SmallData& options = {});

/// A picture of a class as a PGM file.
[[nodiscard]] std::string small_picture(int label, int size = 8);

}  // namespace saem::test
