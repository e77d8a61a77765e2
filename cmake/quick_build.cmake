# With SAEM_QUICK_BUILD a build from nothing takes about half the time, for machines that keep nothing between two builds
# (.ci/run) and for the sanitizers' builds. Off by default: with it, a file that forgets an include may compile.
#
# - The headers that nearly every file includes are parsed once per target.
# - Code that runs briefly is optimised little: tests, and under sanitizers all folders but those with the loops.
set(SAEM_FOLDERS_WITH_LOOPS core ops backend)

if(SAEM_QUICK_BUILD AND CCACHE)  # it keeps such files only if it is told that they are what they seem
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

function(saem_quick_build target)  # further headers may follow
  if(NOT SAEM_QUICK_BUILD)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE <algorithm> <array> <cmath> <cstdint> <cstring> <filesystem> <functional> <limits>
                            <map> <memory> <numeric> <optional> <span> <sstream> <string> <string_view> <unordered_map>
                            <variant> <vector> <fmt/format.h> ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")  # for ccache, like the other's
  else()
    # GCC 12 forgets which precompiled headers are the system's, where it knows of false alarms.
    target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
  string(REPLACE saem_ "" folder ${target})
  if(target MATCHES "_test$" AND NOT SAEM_SANITIZE)
    target_compile_options(${target} PRIVATE -O1)
  elseif(SAEM_SANITIZE AND NOT folder IN_LIST SAEM_FOLDERS_WITH_LOOPS)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()
