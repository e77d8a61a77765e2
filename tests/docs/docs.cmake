# The code in the documentation becomes sources when tests are built: what no longer compiles breaks the build here.
add_executable(docs_extract docs/tool/extract.cpp docs/support/markdown.cpp)
target_link_libraries(docs_extract PRIVATE saem_options fmt::fmt)
target_include_directories(docs_extract PRIVATE ${PROJECT_SOURCE_DIR})

function(saem_docs_code target name)  # saem_docs_code(TARGET NAME FILE…): adds the code of these files as one source
  set(source ${CMAKE_CURRENT_BINARY_DIR}/docs-code/${name}.cpp)
  add_custom_command(OUTPUT ${source} COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/docs-code
                     COMMAND docs_extract ${source} ${ARGN} DEPENDS docs_extract ${ARGN})
  target_sources(${target} PRIVATE ${source})
endfunction()

# Both are compiled without optimisation: the work is done in the library.
add_library(docs_samples OBJECT)
add_executable(docs_run docs/tool/run.cpp)
foreach(target docs_samples docs_run)
  target_link_libraries(${target} PRIVATE saem saem_options)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -O0)
endforeach()

foreach(group ops layers train)
  file(GLOB samples CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/docs/samples/${group}-*.txt)
  saem_docs_code(docs_samples ${group}-samples ${samples})
endforeach()

target_precompile_headers(docs_run PRIVATE <saem/saem.h>)  # by each tutorial
file(GLOB tutorials CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/tutorials/*.md)
foreach(file IN LISTS tutorials ITEMS ${PROJECT_SOURCE_DIR}/README.md)
  get_filename_component(name ${file} NAME_WE)
  saem_docs_code(docs_run ${name} ${file})
endforeach()

target_link_libraries(docs_test PRIVATE docs_samples)
target_compile_definitions(docs_test PRIVATE SAEM_DOCS_RUN="$<TARGET_FILE:docs_run>" SAEM_BINARY="$<TARGET_FILE:saem_cli>")
add_dependencies(docs_test docs_run saem_cli)
