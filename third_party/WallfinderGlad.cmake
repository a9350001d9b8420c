# wallfinder_glad: an OpenGL 3.3 core loader, generated at build time by Debian's glad, which brings
# the Khronos specifications with it: nothing is downloaded.
# PATHS only: the machine's own python may shadow a glad without those specifications.
find_program(WALLFINDER_GLAD_EXECUTABLE glad PATHS /usr/bin NO_DEFAULT_PATH)
if(NOT WALLFINDER_GLAD_EXECUTABLE)
  message(FATAL_ERROR "The OpenGL loader generator glad 2 was not found: install python3-glad, or "
    "pass -DWALLFINDER_GLAD_EXECUTABLE=FILE.")
endif()
mark_as_advanced(WALLFINDER_GLAD_EXECUTABLE)

set(glad_dir ${CMAKE_BINARY_DIR}/glad)
# Without --reproducible glad asks the network for specifications; without an empty --extensions it
# emits every one there is. Options stand before the language.
add_custom_command(
  OUTPUT ${glad_dir}/src/gl.c ${glad_dir}/include/glad/gl.h ${glad_dir}/include/KHR/khrplatform.h
  COMMAND ${WALLFINDER_GLAD_EXECUTABLE} --quiet --reproducible --api gl:core=3.3 --extensions=
          --out-path ${glad_dir} c
  COMMENT "Generating the OpenGL loader"
  VERBATIM)
add_library(wallfinder_glad STATIC
  ${glad_dir}/src/gl.c ${glad_dir}/include/glad/gl.h ${glad_dir}/include/KHR/khrplatform.h)
file(MAKE_DIRECTORY ${glad_dir}/include)
target_include_directories(wallfinder_glad SYSTEM PUBLIC ${glad_dir}/include)
