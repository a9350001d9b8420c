# The reader's fuzz targets under libFuzzer: fuzz_markdown, fuzz_tex, fuzz_live_number. Needs
# clang++; the library is compiled again, so that its coverage leads the search. Run for instance
#   fuzz_tex -max_total_time=60 -max_len=3000
# The suite walks the same targets with a fixed seed (tests/lessons/fuzz_regression_test.cpp).
find_package(md4c REQUIRED)
get_target_property(lesson_sources wallfinder_lessons SOURCES)
list(TRANSFORM lesson_sources PREPEND ${PROJECT_SOURCE_DIR}/lessons/)
foreach(name live_number markdown tex)
  add_executable(fuzz_${name} ${CMAKE_CURRENT_LIST_DIR}/${name}_fuzz.cpp ${lesson_sources})
  target_link_libraries(fuzz_${name} PRIVATE wallfinder_options fmt::fmt md4c::md4c)
  target_compile_definitions(fuzz_${name} PRIVATE WALLFINDER_LIBFUZZER)
  target_compile_options(fuzz_${name} PRIVATE
    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined)
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer,address,undefined)
endforeach()
