#pragma once

#include <cstddef>
#include <cstdint>

/// Numbers of the ZIP format that reader and writer share. Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.3.
namespace saem::detail::zip {

inline constexpr std::uint32_t local_signature = 0x04034b50;
inline constexpr std::uint32_t entry_signature = 0x02014b50;
inline constexpr std::uint32_t end_signature = 0x06054b50;
inline constexpr std::uint32_t end64_signature = 0x06064b50;
inline constexpr std::uint32_t locator64_signature = 0x07064b50;

inline constexpr std::size_t local_size = 30;
inline constexpr std::size_t entry_size = 46;
inline constexpr std::size_t end_size = 22;
inline constexpr std::size_t end64_size = 56;
inline constexpr std::size_t locator64_size = 20;

inline constexpr std::uint16_t stored = 0;
inline constexpr std::uint16_t deflated = 8;
inline constexpr std::uint16_t encrypted_flag = 1;
inline constexpr std::uint16_t utf8_flag = 1 << 11;
inline constexpr std::uint16_t extra64 = 1;  ///< the id of the extra field with 64-bit sizes

/// In a field: "the real number is in the ZIP64 record".
inline constexpr std::uint64_t elsewhere32 = 0xFFFFFFFF;
inline constexpr std::uint64_t elsewhere16 = 0xFFFF;

/// For those who hold a damaged archive.
inline constexpr const char* advice =
    "The archive is damaged. Save it again with numpy.savez, or take it from a copy.";

}  // namespace saem::detail::zip
