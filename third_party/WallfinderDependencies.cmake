# How each dependency is found. No third-party source is kept in this repository: everything comes
# from the system's packages (./run and ./test install them on Debian), Dear ImGui from its source.
#
#   link                      for
#   nlohmann_json::nlohmann_json, fmt::fmt, CLI11::CLI11, valijson
#   md4c::md4c                Markdown
#   SQLite::SQLite3           the learner's record
#   Freetype::Freetype        font metrics
#   OpenGL::EGL               pictures without a display
#   glfw, wallfinder_glad     window and OpenGL 3.3 core loader
#   wallfinder_imgui, wallfinder_imgui_backends
#   wallfinder_fonts          where the bundled fonts lie (WALLFINDER_FONTS_DIR)
#   doctest::doctest, benchmark::benchmark
find_package(Threads REQUIRED)

find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(CLI11 2 REQUIRED)
find_package(valijson REQUIRED)
find_package(md4c REQUIRED)
find_package(SQLite3 REQUIRED)

find_package(Freetype REQUIRED)
find_package(glfw3 3.3 REQUIRED)

# Only EGL is linked, so FindOpenGL's demand for the whole of GLVND would ask for too much.
find_path(WALLFINDER_EGL_INCLUDE_DIR EGL/egl.h REQUIRED)
find_library(WALLFINDER_EGL_LIBRARY EGL REQUIRED)
mark_as_advanced(WALLFINDER_EGL_INCLUDE_DIR WALLFINDER_EGL_LIBRARY)
if(NOT TARGET OpenGL::EGL)
  add_library(OpenGL::EGL UNKNOWN IMPORTED)
  set_target_properties(OpenGL::EGL PROPERTIES
    IMPORTED_LOCATION "${WALLFINDER_EGL_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${WALLFINDER_EGL_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS EGL_NO_X11)  # spares Xlib's headers and its macros
endif()

if(WALLFINDER_TESTS)
  find_package(doctest 2.4 REQUIRED)
endif()
if(WALLFINDER_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()

include(WallfinderGlad)
include(WallfinderImGui)
include(WallfinderFonts)
