# The module of ranks that are processes of MPI: loaded when asked for, so that nothing else depends on MPI, and built where
# CMake finds one. MPI implementations differ in their ABI: it is of the one that it was built with.
set(FSDP_RT_MPI "auto" CACHE STRING "Ranks as processes of MPI: auto, on or off")
set_property(CACHE FSDP_RT_MPI PROPERTY STRINGS auto on off)
if(NOT FSDP_RT_MPI STREQUAL "off")
  find_package(MPI QUIET COMPONENTS C)
endif()
if(FSDP_RT_MPI STREQUAL "off" OR NOT MPI_C_FOUND)
  if(FSDP_RT_MPI STREQUAL "on")
    message(FATAL_ERROR "FSDP_RT_MPI=on, but CMake found no MPI (Debian: libopenmpi-dev openmpi-bin); set MPI_HOME to one")
  endif()
  message(STATUS "fsdp-rt MPI: none; --backend mpi will say so (Debian: libopenmpi-dev openmpi-bin, or set MPI_HOME)")
  return()
endif()
message(STATUS "fsdp-rt MPI: ${MPI_C_LIBRARIES} (version ${MPI_C_VERSION} of the standard)")

add_library(fsdp_rt_mpi MODULE
  backends/mpi/mpi_calls.cpp
  backends/mpi/mpi_comm.cpp
  backends/mpi/mpi_memory.cpp
  backends/mpi/mpi_module.cpp
  backends/mpi/mpi_notes.cpp
  backends/mpi/mpi_process.cpp
  backends/mpi/peer_boards.cpp
  backends/threads/progress.cpp
  src/float_reduction.cpp
  src/status.cpp)
target_include_directories(fsdp_rt_mpi PRIVATE include src backends/mpi backends/threads)
target_compile_options(fsdp_rt_mpi PRIVATE -Wall -Wextra -Wno-missing-field-initializers -fvisibility=hidden
  -fvisibility-inlines-hidden)
target_link_libraries(fsdp_rt_mpi PRIVATE MPI::MPI_C Threads::Threads)
install(TARGETS fsdp_rt_mpi COMPONENT fsdp-rt LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
