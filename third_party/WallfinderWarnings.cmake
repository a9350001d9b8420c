# wallfinder_options: what every target of ours is compiled with — the warnings, and the sanitizers
# or the fuzzer's instrumentation where they are asked for.
add_library(wallfinder_options INTERFACE)
target_compile_options(wallfinder_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # g++ 12 sees overlaps in std::string that are not there
target_include_directories(wallfinder_options INTERFACE ${PROJECT_SOURCE_DIR})

set(sanitizer_flags -fsanitize=address,undefined -fno-sanitize-recover=undefined)
if(WALLFINDER_SANITIZE OR WALLFINDER_FUZZ)
  target_compile_options(wallfinder_options INTERFACE ${sanitizer_flags} -fno-omit-frame-pointer)
  target_link_options(wallfinder_options INTERFACE ${sanitizer_flags})
  target_compile_definitions(wallfinder_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()

# wallfinder_fuzzer: link it into a program that defines LLVMFuzzerTestOneInput; it brings main().
if(WALLFINDER_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "WALLFINDER_FUZZ needs clang++ with libFuzzer: use the preset fuzz.")
  endif()
  target_compile_options(wallfinder_options INTERFACE -fsanitize=fuzzer-no-link)
  add_library(wallfinder_fuzzer INTERFACE)
  target_link_libraries(wallfinder_fuzzer INTERFACE wallfinder_options)
  target_link_options(wallfinder_fuzzer INTERFACE -fsanitize=fuzzer)
endif()
