# The code in the documentation becomes sources when tests are built: what no longer compiles breaks the build here. Included with
# the sources of docs_test in `sources`.
if(NOT SAEM_TEST_OBJECTS)
  add_executable(docs_extract docs/tool/extract.cpp docs/support/markdown.cpp)
  target_link_libraries(docs_extract PRIVATE saem_options fmt::fmt)
  target_include_directories(docs_extract PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_options(docs_extract PRIVATE -O0)
  set_target_properties(docs_extract PROPERTIES SAEM_NOT_SANITIZED all)  # a tool of this build
endif()

function(saem_docs_code variable name)  # saem_docs_code(VARIABLE NAME FILE…): appends the code of these files, as one source
  set(source ${CMAKE_CURRENT_BINARY_DIR}/docs-code/${name}.cpp)
  if(NOT SAEM_TEST_OBJECTS)
    add_custom_command(OUTPUT ${source} COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/docs-code
                       COMMAND docs_extract ${source} ${ARGN} DEPENDS docs_extract ${ARGN})
    set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS -O0)  # the work is done in the library
  endif()
  set(${variable} ${${variable}} ${source} PARENT_SCOPE)
endfunction()

foreach(group ops layers train)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/docs/samples/${group}-*.txt)
  saem_docs_code(sources ${group}-samples ${files})
endforeach()
saem_test_program(docs_test ${sources})

set(tutorials docs/tool/run.cpp)
file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/tutorials/*.md)
foreach(file IN LISTS files ITEMS ${PROJECT_SOURCE_DIR}/README.md)
  get_filename_component(name ${file} NAME_WE)
  saem_docs_code(tutorials ${name} ${file})
endforeach()
saem_test_program(docs_run ${tutorials})
if(NOT SAEM_QUICK_BUILD)
  target_compile_options(docs_run PRIVATE -O0)
  target_precompile_headers(docs_run PRIVATE <saem/saem.h>)  # by each tutorial
endif()
add_dependencies(docs_test docs_run)
