# Installs the compiler, builds a project of its own against the installed package, compiles a step with it.
# cmake -DBUILD=... -DPROJECT=... -DSTEP=... -DWORK=... -DCC=... -DCXX=... -DLINK=... -P check_install.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN} failed:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --component fsdp-mlir --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -S ${PROJECT} -B ${WORK}/build -G Ninja -DCMAKE_BUILD_TYPE=Debug
    -DCMAKE_PREFIX_PATH=${WORK}/prefix -DCMAKE_C_COMPILER=${CC} -DCMAKE_CXX_COMPILER=${CXX}
    "-DCMAKE_EXE_LINKER_FLAGS=${LINK}")
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/compile-step ${STEP})
if(NOT output MATCHES "^1 parameters\n[1-9][0-9]+ bytes\n$")
  message(FATAL_ERROR "expected 1 parameter and a plan, got:\n${output}")
endif()
# The installed tools stand alone, too.
run(${WORK}/prefix/bin/fsdp-compile ${STEP} --emit report)
file(REMOVE_RECURSE ${WORK})
