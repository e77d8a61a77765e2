# With SAEM_QUICK_BUILD a build from nothing takes a third of the time, for machines that keep nothing between two builds
# (.ci/run) and for the sanitizers' builds. Off by default: with it, a file that forgets an include may compile, and a change in
# one file compiles its neighbours again.
#
# - The compiler reads several files of a folder in one go, and so their headers once. Names within a folder are then unique.
# - Tests, each with its own helpers, are compiled file by file; the headers that nearly all of them include are parsed once.
# - Code that runs briefly is optimised little: tests, and all folders but those with the loops.

if(SAEM_QUICK_BUILD AND CCACHE)  # it keeps such files only if it is told that they are what they seem
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# Those of the sources that are compiled once for each kind of processor.
function(saem_sources_for_several_processors variable)
  set(found)
  foreach(source IN LISTS ARGN)
    file(STRINGS ${source} code_for_several_processors REGEX "for_this_processor|foreach_target|SAEM_HAS_TARGETS")
    if(code_for_several_processors)
      list(APPEND found ${source})
    endif()
  endforeach()
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# .ci/run has no time to compile all of saem three times. The libraries under sanitizers leave out (SAEM_LEFT_OUT) what takes them
# longest and what they learn least from: the innermost loops of kernels, unrolled and once for each kind of processor; and, under the
# thread sanitizer, folders that only compute. They link that from the optimised build (SAEM_REST), whose target `rest` makes a library
# of each folder. `make asan` and `make tsan` leave nothing out.
set(SAEM_FOLDERS_WITH_LOOPS core ops backend loops)
function(saem_split_loops loops_variable sources_variable)
  set(sources ${${sources_variable}})
  saem_sources_for_several_processors(loops ${sources})
  # Their functions take vectors, as those of ops/ do with which they are chained: GCC and clang pass these in different registers.
  list(FILTER loops EXCLUDE REGEX "/fused/chain_steps\\.cpp$")
  list(REMOVE_ITEM sources ${loops})
  set(${sources_variable} ${sources} PARENT_SCOPE)
  set(${loops_variable} ${loops} PARENT_SCOPE)
endfunction()

# The library of a folder, for another build. (Not of all in one: what is in neither build alone must not be linked twice.)
function(saem_library_for_rest folder)
  if(NOT SAEM_QUICK_BUILD)
    return()
  endif()
  if(NOT TARGET rest)
    add_custom_target(rest)
  endif()
  add_library(saem_${folder}_rest STATIC EXCLUDE_FROM_ALL $<TARGET_OBJECTS:saem_${folder}>)
  set_target_properties(saem_${folder}_rest PROPERTIES OUTPUT_NAME saem_${folder} LINKER_LANGUAGE CXX)
  add_dependencies(rest saem_${folder}_rest)
endfunction()

# For a folder's library.
function(saem_quick_build target)
  if(NOT SAEM_QUICK_BUILD)
    return()
  endif()
  string(REPLACE saem_ "" folder ${target})
  set(together 12)
  if(NOT folder IN_LIST SAEM_FOLDERS_WITH_LOOPS)  # where headers take longer than the rest; GCC wants 0.9 GB for so many
    set(together 24)
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${together})
  # A source's class may hold types of that source: it is no header.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  get_target_property(sources ${target} SOURCES)
  saem_sources_for_several_processors(each_alone ${sources})
  set_source_files_properties(${each_alone} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  if(SAEM_LEFT_OUT AND SAEM_SANITIZE MATCHES thread)  # few tests run: compiling costs more
    target_compile_options(${target} PRIVATE -O0)
  elseif(NOT folder IN_LIST SAEM_FOLDERS_WITH_LOOPS)
    if(SAEM_SANITIZE)
      target_compile_options(${target} PRIVATE -O0)
    else()
      target_compile_options(${target} PRIVATE -O1)
    endif()
  endif()
endfunction()

# For a folder's tests: those of the folders on top need nearly everything, the others little.
set(SAEM_FOLDERS_ON_TOP nn train compile interop docs threads soak)
function(saem_quick_tests target)
  if(NOT SAEM_QUICK_BUILD)
    return()
  endif()
  string(REGEX REPLACE "_(test|run)(_code)?$" "" folder ${target})
  set(property SAEM_TEST_WITH_HEADERS)
  set(headers)
  if(folder IN_LIST SAEM_FOLDERS_ON_TOP)
    set(property SAEM_TEST_WITH_ALL_HEADERS)
    set(headers <saem/saem.h>)
  endif()
  get_property(first GLOBAL PROPERTY ${property})
  if(first)
    target_precompile_headers(${target} REUSE_FROM ${first})
  else()
    set_property(GLOBAL PROPERTY ${property} ${target})
    target_precompile_headers(${target} PRIVATE <algorithm> <array> <cmath> <cstdint> <cstring> <filesystem> <functional> <limits>
                              <map> <memory> <numeric> <optional> <span> <sstream> <string> <string_view> <variant> <vector>
                              <fmt/format.h> <gtest/gtest.h> ${headers})
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")  # for ccache, like the other's
  else()
    # GCC 12 forgets which precompiled headers are the system's, where it knows of false alarms.
    target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
  # Tests are not what is tested: reading beyond an array is found in them too, and no more is asked.
  target_compile_options(${target} PRIVATE -O0)
  if(SAEM_PLAIN_TESTS)
    target_compile_options(${target} PRIVATE -g0)
  elseif(SAEM_SANITIZE)
    set_target_properties(${target} PROPERTIES SAEM_NOT_SANITIZED undefined)
  endif()
endfunction()

# For an example: all of them include what a user's program does.
function(saem_quick_example target)
  if(NOT SAEM_QUICK_BUILD)
    return()
  endif()
  target_compile_options(${target} PRIVATE -O1)
  get_property(first GLOBAL PROPERTY SAEM_EXAMPLE_WITH_HEADERS)
  if(first)
    target_precompile_headers(${target} REUSE_FROM ${first})
  else()
    set_property(GLOBAL PROPERTY SAEM_EXAMPLE_WITH_HEADERS ${target})
    target_precompile_headers(${target} PRIVATE <saem/saem.h>)
  endif()
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endfunction()
