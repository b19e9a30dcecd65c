# Install rules and the package files for find_package(fsdp-rt).
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/fsdp-rt)

install(TARGETS fsdp_rt fsdp_rt_shared EXPORT fsdp-rt-targets COMPONENT fsdp-rt
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS fsdp-plan-check COMPONENT fsdp-rt RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/fsdp_rt DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT fsdp-rt)
install(FILES schema/plan.fbs DESTINATION ${CMAKE_INSTALL_DATADIR}/fsdp_rt COMPONENT fsdp-rt)
install(EXPORT fsdp-rt-targets NAMESPACE fsdp_rt:: DESTINATION ${package_dir} COMPONENT fsdp-rt)
configure_package_config_file(cmake/fsdp-rt-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/fsdp-rt-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/fsdp-rt-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/fsdp-rt-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/fsdp-rt-config-version.cmake
  DESTINATION ${package_dir} COMPONENT fsdp-rt)
