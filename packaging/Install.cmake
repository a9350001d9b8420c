# cmake --install: the program, what it reads, its desktop entry, manual page and the licences.
include(GNUInstallDirs)
set(data_dir ${CMAKE_INSTALL_DATADIR}/wallfinder)
set(doc_dir ${CMAKE_INSTALL_DOCDIR})

install(TARGETS wallfinder RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# The program looks for these in ../share/wallfinder beside its own folder.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/assets/ DESTINATION ${data_dir}/assets)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/lessons/ DESTINATION ${data_dir}/lessons
        FILES_MATCHING PATTERN "*.md" PATTERN "*.json")
install(DIRECTORY ${WALLFINDER_FONTS_DIR}/ DESTINATION ${data_dir}/fonts)

install(FILES ${CMAKE_CURRENT_LIST_DIR}/wallfinder.desktop
        DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/wallfinder.svg
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/wallfinder.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

# The program writes its own completion, so that it cannot lag behind the command line.
if(NOT CMAKE_CROSSCOMPILING)
  install(CODE "
    execute_process(COMMAND \"$<TARGET_FILE:wallfinder>\" completion bash
      OUTPUT_FILE \"${CMAKE_BINARY_DIR}/wallfinder.bash\" COMMAND_ERROR_IS_FATAL ANY)")
  install(FILES ${CMAKE_BINARY_DIR}/wallfinder.bash
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME wallfinder)
endif()

install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/NOTICES.md DESTINATION ${doc_dir})

# The full texts that NOTICES.md speaks of: Debian's copyright file of each package that is linked,
# compiled in or installed with the program, and Dear ImGui's own.
install(FILES ${WALLFINDER_IMGUI_DIR}/LICENSE.txt DESTINATION ${doc_dir}/licenses
        RENAME dear-imgui.txt)
set(licensed_packages
  libglfw3-dev python3-glad libfreetype-dev libmd4c-dev libsqlite3-dev libfmt-dev
  nlohmann-json3-dev libcli11-dev libvalijson-dev libstb-dev
  fonts-inter fonts-jetbrains-mono fonts-dejavu-core fonts-lmodern)
foreach(package IN LISTS licensed_packages)
  if(EXISTS /usr/share/doc/${package}/copyright)
    install(FILES /usr/share/doc/${package}/copyright DESTINATION ${doc_dir}/licenses
            RENAME ${package}.txt)
  else()
    list(APPEND missing_licenses ${package})
  endif()
endforeach()
# The licences these refer to by name only.
foreach(license Apache-2.0)
  if(EXISTS /usr/share/common-licenses/${license})
    install(FILES /usr/share/common-licenses/${license} DESTINATION ${doc_dir}/licenses
            RENAME ${license}.txt)
  endif()
endforeach()
if(missing_licenses)
  list(JOIN missing_licenses ", " missing_licenses)
  message(STATUS "Licence texts not found, so not installed: ${missing_licenses}. Add them before "
    "passing the installed program on (NOTICES.md).")
endif()
