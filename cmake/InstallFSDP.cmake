# Install rules of the compiler, and its package for find_package(fsdp-mlir):
#   find_package(fsdp-mlir REQUIRED)
#   target_link_libraries(mine PRIVATE fsdp-mlir::FSDPPipeline)
# The runtime installs itself, as the package fsdp-rt.
include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY FSDP_LIBRARIES)
foreach(library IN LISTS libraries)
  target_include_directories(${library} SYSTEM INTERFACE
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endforeach()
install(TARGETS ${libraries} EXPORT fsdp-mlirTargets COMPONENT fsdp-mlir
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT fsdp-mlirTargets NAMESPACE fsdp-mlir::
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/fsdp-mlir COMPONENT fsdp-mlir)
install(DIRECTORY include/fsdp ${CMAKE_BINARY_DIR}/include/fsdp
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT fsdp-mlir
  FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.inc"
  PATTERN "CMakeFiles" EXCLUDE)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/fsdp-mlir)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/fsdp-mlirConfig.cmake.in
  ${CMAKE_BINARY_DIR}/fsdp-mlirConfig.cmake INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/fsdp-mlirConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/fsdp-mlirConfig.cmake
  ${CMAKE_BINARY_DIR}/fsdp-mlirConfigVersion.cmake
  DESTINATION ${config_dir} COMPONENT fsdp-mlir)
