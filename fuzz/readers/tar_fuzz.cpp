// Any bytes as a tar archive: members that lie inside it and do not overlap, or an error.
#include "fuzz/support.h"
#include "saem/data/pictures/tar.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile memory(fuzz::bytes_of(data, size));
  std::vector<TarMember> members;
  if (!fuzz::accepts([&] { members = list_tar(RandomAccessFile(memory.path())); })) return 0;
  std::uint64_t end = 0;
  for (const TarMember& member : members) {
    fuzz::require(member.offset >= end + 512, "a header stands before each member, and none overlap");
    fuzz::require(member.offset <= size && member.size <= size - member.offset,
                  "a member lies in the archive");
    end = member.offset + member.size;
  }
  return 0;
}
