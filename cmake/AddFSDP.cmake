# One way to declare a library of the compiler.
#
#   add_fsdp_library(NAME  SOURCES a.cpp b.cpp  DEPENDS TableGenTarget...  LINK Lib...)
#
# Every library links the shared MLIR and LLVM and shares one precompiled header:
# MLIR's headers are most of a file's compile time.

set_property(GLOBAL PROPERTY FSDP_LIBRARIES "")

function(fsdp_configure_target target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wno-unused-parameter -fno-exceptions
    -Xclang -fno-pch-timestamp)
endfunction()

add_library(FSDPPrecompiled STATIC ${CMAKE_CURRENT_LIST_DIR}/precompiled.cpp)
target_precompile_headers(FSDPPrecompiled PRIVATE ${CMAKE_CURRENT_LIST_DIR}/precompiled.h)
fsdp_configure_target(FSDPPrecompiled)

function(add_fsdp_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  fsdp_configure_target(${name})
  target_precompile_headers(${name} REUSE_FROM FSDPPrecompiled)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_LINK} MLIR LLVM)
  set_property(GLOBAL APPEND PROPERTY FSDP_LIBRARIES ${name})
endfunction()

function(add_fsdp_tool name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  fsdp_configure_target(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  # Installed, it finds the shared MLIR and LLVM where the build did.
  set_target_properties(${name} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  set_property(GLOBAL APPEND PROPERTY FSDP_TOOLS ${name})
  install(TARGETS ${name} COMPONENT fsdp-mlir RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
