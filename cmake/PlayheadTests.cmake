# SPDX-License-Identifier: GPL-3.0-or-later

# What the thread sanitizer has to see: all tests with the label `threads`.
add_custom_target(thread_tests)
# What the address sanitizer has to see: all but those with the label `servers`, which take too long
# with it.
add_custom_target(memory_tests)

# playhead_test(NAME SOURCES ... LIBS ... [LABELS ...] [TIMEOUT seconds])
# A Qt Test executable tst_NAME, run by ctest on the offscreen platform.
function(playhead_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
    add_executable(tst_${name} ${arg_SOURCES})
    set_target_properties(tst_${name} PROPERTIES AUTOMOC ON)
    target_include_directories(tst_${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_compile_definitions(tst_${name} PRIVATE
        PLAYHEAD_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
    target_link_libraries(tst_${name} PRIVATE
        playhead_options playhead_test_support ${arg_LIBS} Qt6::Test)
    add_test(NAME ${name} COMMAND tst_${name})
    if("threads" IN_LIST arg_LABELS)
        add_dependencies(thread_tests tst_${name})
    endif()
    if(NOT "servers" IN_LIST arg_LABELS)
        add_dependencies(memory_tests tst_${name})
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    set(suppressions "${PROJECT_SOURCE_DIR}/tests/support")
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TZ=UTC;LC_ALL=C.UTF-8;TSAN_OPTIONS=suppressions=${suppressions}/tsan.supp;LSAN_OPTIONS=suppressions=${suppressions}/lsan.supp")
endfunction()

# playhead_bench(NAME SOURCES ... LIBS ...): an executable bench_NAME, run by tools/bench.
function(playhead_bench name)
    cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
    add_executable(bench_${name} ${arg_SOURCES})
    target_include_directories(bench_${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(bench_${name} PRIVATE playhead_options playhead_test_support ${arg_LIBS})
endfunction()
