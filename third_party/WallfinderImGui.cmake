# wallfinder_imgui (core, FreeType, std::string input) and wallfinder_imgui_backends (GLFW, OpenGL 3).
# The source is WALLFINDER_IMGUI_SOURCE, or what fetch_imgui.sh takes from Debian's source package.
set(WALLFINDER_IMGUI_SOURCE "" CACHE PATH
  "A checkout of Dear ImGui 1.92 or newer; empty: fetched from Debian's source package")

set(imgui_dir ${WALLFINDER_IMGUI_SOURCE})
if(NOT imgui_dir)
  set(imgui_dir ${CMAKE_CURRENT_LIST_DIR}/downloads/imgui)
  if(NOT EXISTS ${imgui_dir}/imgui.h)
    message(STATUS "Fetching Dear ImGui from Debian's source package")
    execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/fetch_imgui.sh RESULT_VARIABLE imgui_result)
    if(NOT imgui_result EQUAL 0 OR NOT EXISTS ${imgui_dir}/imgui.h)
      message(FATAL_ERROR "Dear ImGui could not be fetched (reason above): connect to the network "
        "and try again, or pass -DWALLFINDER_IMGUI_SOURCE=DIR with a checkout of 1.92 or newer.")
    endif()
  endif()
endif()

set(imgui_version 0)
if(EXISTS ${imgui_dir}/imgui.h)
  file(STRINGS ${imgui_dir}/imgui.h imgui_version_line REGEX "#define IMGUI_VERSION_NUM +[0-9]+")
  if(imgui_version_line MATCHES "([0-9]+)$")
    set(imgui_version ${CMAKE_MATCH_1})
  endif()
endif()
if(imgui_version LESS 19200)
  message(FATAL_ERROR "WALLFINDER_IMGUI_SOURCE=${imgui_dir} is not a checkout of Dear ImGui 1.92 or "
    "newer.")
endif()

set(WALLFINDER_IMGUI_DIR ${imgui_dir})  # for its licence

# The demo window is left out: nothing of ours opens it, and it takes long to compile.
add_library(wallfinder_imgui STATIC
  ${imgui_dir}/imgui.cpp
  ${imgui_dir}/imgui_draw.cpp
  ${imgui_dir}/imgui_tables.cpp
  ${imgui_dir}/imgui_widgets.cpp
  ${imgui_dir}/misc/cpp/imgui_stdlib.cpp
  ${imgui_dir}/misc/freetype/imgui_freetype.cpp)
target_include_directories(wallfinder_imgui SYSTEM PUBLIC
  ${imgui_dir} ${imgui_dir}/misc/cpp ${imgui_dir}/misc/freetype)
# These change structures and function names, so every user must see them: hence PUBLIC.
# IMGUI_ENABLE_TEST_ENGINE makes ImGui call four hooks (ImGuiTestEngineHook_ItemAdd, _ItemInfo, _Log
# and ImGuiTestEngine_FindItemDebugLabel). Each program defines them once: the app as empty stubs,
# the user-interface tests as their driver.
target_compile_definitions(wallfinder_imgui PUBLIC
  IMGUI_ENABLE_FREETYPE
  IMGUI_ENABLE_TEST_ENGINE
  IMGUI_USE_WCHAR32  # mathematical italics lie beyond U+FFFF
  IMGUI_DISABLE_OBSOLETE_FUNCTIONS)
target_link_libraries(wallfinder_imgui PUBLIC Freetype::Freetype)

add_library(wallfinder_imgui_backends STATIC
  ${imgui_dir}/backends/imgui_impl_glfw.cpp
  ${imgui_dir}/backends/imgui_impl_opengl3.cpp)
target_include_directories(wallfinder_imgui_backends SYSTEM PUBLIC ${imgui_dir}/backends)
# One OpenGL loader for all: ImGui's backend uses glad instead of bringing its own.
set_source_files_properties(${imgui_dir}/backends/imgui_impl_opengl3.cpp PROPERTIES
  COMPILE_OPTIONS "-include;glad/gl.h"
  COMPILE_DEFINITIONS IMGUI_IMPL_OPENGL_LOADER_CUSTOM)
target_link_libraries(wallfinder_imgui_backends
  PUBLIC wallfinder_imgui wallfinder_glad glfw ${CMAKE_DL_LIBS})

# Neither links wallfinder_options: not our warnings and, in a sanitizer build, no instrumentation,
# which would take minutes for code that is not ours. Its assertions stay on outside Release.
foreach(target wallfinder_imgui wallfinder_imgui_backends)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O1>)
endforeach()
