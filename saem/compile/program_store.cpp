#include "saem/compile/program_store.h"

#include <algorithm>
#include <utility>

namespace saem {

std::unique_ptr<ProgramStore::Entry> ProgramStore::take(std::span<const std::uint64_t> key) {
  const std::uint64_t hash = hash_of(key);
  const std::lock_guard lock(mutex_);
  const auto slot = std::ranges::find_if(
      slots_, [&](const Slot& s) { return s.hash == hash && std::ranges::equal(s.entry->key, key); });
  if (slot == slots_.end()) return nullptr;
  std::unique_ptr<Entry> entry = std::move(slot->entry);
  bytes_ -= bytes_of(*entry);
  *slot = std::move(slots_.back());
  slots_.pop_back();
  return entry;
}

void ProgramStore::give_back(std::unique_ptr<Entry> entry) {
  const std::uint64_t hash = hash_of(entry->key);
  const std::size_t bytes = bytes_of(*entry);
  if (bytes > most_bytes_) return;
  std::vector<Slot> dropped;  // destroyed after the lock has been let go
  const std::lock_guard lock(mutex_);
  while (!slots_.empty() && (slots_.size() >= most_programs_ || bytes_ + bytes > most_bytes_)) {
    const auto oldest = std::ranges::min_element(slots_, {}, &Slot::last_use);
    bytes_ -= bytes_of(*oldest->entry);
    std::swap(*oldest, slots_.back());
    dropped.push_back(std::move(slots_.back()));
    slots_.pop_back();
  }
  bytes_ += bytes;
  slots_.push_back({hash, ++uses_, std::move(entry)});
}

std::size_t ProgramStore::size() const {
  const std::lock_guard lock(mutex_);
  return slots_.size();
}

// FNV-1a over words, with a shift so that high bits reach low ones.
std::uint64_t ProgramStore::hash_of(std::span<const std::uint64_t> key) {
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325ULL;
  for (const std::uint64_t word : key) {
    hash = (hash ^ word) * 0x0000'0100'0000'01b3ULL;
    hash ^= hash >> 29;
  }
  return hash;
}

// Kernels have memory too, which nobody counts: a kilobyte or so for each few words of the key.
std::size_t ProgramStore::bytes_of(const Entry& entry) {
  return entry.program.arena_bytes() + 128 * entry.key.size();
}

}  // namespace saem
