# The fonts the program draws with: found in Debian's packages when configuring, copied to
# ${CMAKE_BINARY_DIR}/fonts and installed with the program. None is kept in this repository.
#
#   Inter-Regular.otf  Inter-SemiBold.otf  Inter-Italic.otf  Inter-SemiBoldItalic.otf   fonts-inter
#   JetBrainsMono-Regular.ttf   fonts-jetbrains-mono
#   DejaVuSans.ttf              fonts-dejavu-core: symbols that the others lack
#   latinmodern-math.otf        fonts-lmodern: equations
set(WALLFINDER_FONT_SEARCH_PATH "" CACHE STRING
  "Folders to look for the fonts in, before Debian's (a list)")
set(font_path ${WALLFINDER_FONT_SEARCH_PATH}
  /usr/share/fonts/opentype/inter
  /usr/share/fonts/truetype/jetbrains-mono
  /usr/share/fonts/truetype/dejavu
  /usr/share/texmf/fonts/opentype/public/lm-math)
set(WALLFINDER_FONTS
  Inter-Regular.otf Inter-SemiBold.otf Inter-Italic.otf Inter-SemiBoldItalic.otf
  JetBrainsMono-Regular.ttf DejaVuSans.ttf latinmodern-math.otf)

set(WALLFINDER_FONTS_DIR ${CMAKE_BINARY_DIR}/fonts)
set(missing_fonts)
foreach(font IN LISTS WALLFINDER_FONTS)
  find_file(font_file ${font} PATHS ${font_path} NO_DEFAULT_PATH NO_CACHE)
  if(font_file)
    configure_file(${font_file} ${WALLFINDER_FONTS_DIR}/${font} COPYONLY)
  else()
    list(APPEND missing_fonts ${font})
  endif()
  unset(font_file)
endforeach()
if(missing_fonts)
  list(JOIN missing_fonts ", " missing_fonts)
  message(FATAL_ERROR "Fonts not found: ${missing_fonts}. Install fonts-inter, fonts-jetbrains-mono, "
    "fonts-dejavu-core and fonts-lmodern, or name their folders in -DWALLFINDER_FONT_SEARCH_PATH=.")
endif()

# For code and tests that must find the fonts in the build tree; an installed program finds them
# beside itself, in ../share/wallfinder/fonts.
add_library(wallfinder_fonts INTERFACE)
target_compile_definitions(wallfinder_fonts INTERFACE
  WALLFINDER_FONTS_DIR="${WALLFINDER_FONTS_DIR}")
