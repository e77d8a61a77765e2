#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "saem/compile/program.h"

namespace saem {

/// Programs by the structure of what they compute, those that were used last. Safe to be used by several
/// threads at once: a program that one of them is running is not given to another.
class ProgramStore {
 public:
  /// Keeps at most so many programs, and at most so many bytes of their arenas together.
  ProgramStore(std::size_t most_programs, std::size_t most_bytes)
      : most_programs_(most_programs), most_bytes_(most_bytes) {}

  struct Entry {
    Entry(std::vector<std::uint64_t> its_key, Program its_program)
        : key(std::move(its_key)), program(std::move(its_program)) {}
    std::vector<std::uint64_t> key;
    Program program;
  };

  /// The caller's from now on, until it is given back. Null if there is none, or another thread has it.
  [[nodiscard]] std::unique_ptr<Entry> take(std::span<const std::uint64_t> key);
  void give_back(std::unique_ptr<Entry> entry);

  [[nodiscard]] std::size_t size() const;

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint64_t last_use = 0;
    std::unique_ptr<Entry> entry;
  };
  static std::uint64_t hash_of(std::span<const std::uint64_t> key);
  static std::size_t bytes_of(const Entry& entry);

  std::size_t most_programs_;
  std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::vector<Slot> slots_;  ///< in no order
  std::size_t bytes_ = 0;
  std::uint64_t uses_ = 0;
};

}  // namespace saem
