# What `cmake --install` puts where, so that a project elsewhere can say find_package(saem).
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/saem)

# Public headers only: the folders inside backend/ see their libraries' headers, cli/ is the program's.
install(DIRECTORY saem DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h"
        REGEX "/saem/backend/[^/.]+$" EXCLUDE
        REGEX "/saem/cli$" EXCLUDE)
install(TARGETS saem EXPORT saem-targets)

install(EXPORT saem-targets NAMESPACE saem:: DESTINATION ${package_dir})
configure_package_config_file(cmake/saem-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/saem-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/saem-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/saem-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/saem-config-version.cmake
              cmake/Finddnnl.cmake cmake/FindWebP.cmake DESTINATION ${package_dir})

# For builds without CMake. Paths are relative to the file, so that the prefix may be chosen, or moved, afterwards.
file(RELATIVE_PATH prefix_from_pkgconfig /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/saem.pc.in ${CMAKE_CURRENT_BINARY_DIR}/saem.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/saem.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
