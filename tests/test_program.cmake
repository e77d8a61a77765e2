# What a program of the tests is linked from: its own objects, and libsaem.
#
# Tests are the larger half of what is compiled, and .ci/run has two libraries to test: the optimised one, and one under the address
# and undefined-behaviour sanitizers. So it compiles the tests once, plainly, in the sanitizers' build (SAEM_PLAIN_TESTS), and the
# other build takes the objects from there (SAEM_TEST_OBJECTS): the presets ci-sanitizers and ci-release. What goes wrong inside the
# library is found as ever: on the heap, on the stack, in globals, leaks, undefined behaviour. What goes wrong inside a test is not:
# `make asan`, which instruments the tests as well, finds that. A function of a header is in both halves, and the linker keeps the
# first: the library stands before the tests.

# Programs' paths, and where tests keep what they time, never in the cache of who runs them.
add_library(saem_test_build OBJECT support/this_build.cpp)
target_include_directories(saem_test_build PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(saem_test_build PRIVATE saem_options)
target_compile_definitions(saem_test_build PRIVATE SAEM_TEST_CACHE="${CMAKE_BINARY_DIR}/tests/cache"
                           SAEM_BINARY="${PROJECT_BINARY_DIR}/saem" SAEM_DOCS_RUN="${CMAKE_CURRENT_BINARY_DIR}/docs_run")

# Compiled in each build: they replace functions that sanitizers replace too.
set(SAEM_SOURCES_OF_EACH_BUILD compile/support/allocations.cpp)

# saem_test_program(PROGRAM SOURCE…); sources are relative to this folder, or lie in the build folder's tests/.
function(saem_test_program program)
  set(sources ${ARGN})
  set(of_each_build ${sources})
  list(FILTER of_each_build INCLUDE REGEX "^(${SAEM_SOURCES_OF_EACH_BUILD})$")
  set(libraries saem saem_options fmt::fmt nlohmann_json::nlohmann_json ZLIB::ZLIB PNG::PNG GTest::gtest GTest::gtest_main ${RAPIDCHECK})
  if(SAEM_TEST_OBJECTS OR SAEM_PLAIN_TESTS)
    list(REMOVE_ITEM sources "" ${of_each_build})
  endif()
  if(SAEM_TEST_OBJECTS)
    set(code)
    foreach(source IN LISTS sources)
      cmake_path(IS_PREFIX CMAKE_CURRENT_BINARY_DIR ${source} generated)
      if(generated)
        cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
      endif()
      list(APPEND code ${SAEM_TEST_OBJECTS}/tests/CMakeFiles/${program}_code.dir/${source}.o)
    endforeach()
    set_source_files_properties(${code} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
    add_executable(${program} ${of_each_build} $<TARGET_OBJECTS:saem_test_build> ${code})
  elseif(SAEM_PLAIN_TESTS)
    add_library(${program}_code OBJECT ${sources})
    target_include_directories(${program}_code PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${program}_code PRIVATE ${libraries})
    set_target_properties(${program}_code PROPERTIES SAEM_NOT_SANITIZED all)
    saem_quick_tests(${program}_code)
    add_executable(${program} ${of_each_build} $<TARGET_OBJECTS:saem_test_build> ${SAEM_OBJECTS} $<TARGET_OBJECTS:${program}_code>)
  else()
    add_executable(${program} ${sources} $<TARGET_OBJECTS:saem_test_build>)
    saem_quick_tests(${program})
  endif()
  set_target_properties(${program} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${program} PRIVATE ${libraries})
endfunction()
