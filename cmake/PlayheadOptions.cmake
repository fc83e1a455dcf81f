# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of ours is compiled with, and the functions that define one.

option(PLAYHEAD_BUILD_UI "Build the window (needs Qt Widgets, Charts and Svg)" ON)
option(PLAYHEAD_BUILD_TESTS "Build tests and benchmarks" ON)
option(PLAYHEAD_WERROR "Treat warnings as errors" OFF)
set(PLAYHEAD_SANITIZE "" CACHE STRING "Sanitizers, such as address;undefined or thread")
option(PLAYHEAD_COVERAGE "Instrument for coverage" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# moc 6.4 cannot parse the parts of libstdc++ that these macros switch on (<concepts>).
set(CMAKE_AUTOMOC_COMPILER_PREDEFINES OFF)

find_program(PLAYHEAD_CCACHE ccache)
if(PLAYHEAD_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # A precompiled header can be cached only if ccache may trust its time stamps and macros.
    # Paths count relative to the checkout, so that a fresh clone elsewhere finds what is cached.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${PLAYHEAD_CCACHE})
endif()

add_library(playhead_options INTERFACE)
target_compile_options(playhead_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused
    -Wnull-dereference -Wimplicit-fallthrough)
if(PLAYHEAD_WERROR)
    target_compile_options(playhead_options INTERFACE -Werror)
endif()
if(PLAYHEAD_CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(playhead_options INTERFACE -fpch-preprocess)
endif()
if(PLAYHEAD_SANITIZE)
    list(JOIN PLAYHEAD_SANITIZE "," sanitizers)
    target_compile_options(playhead_options INTERFACE
        -fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(playhead_options INTERFACE -fsanitize=${sanitizers})
endif()
if(PLAYHEAD_COVERAGE)
    target_compile_options(playhead_options INTERFACE --coverage)
    target_link_options(playhead_options INTERFACE --coverage)
endif()

# playhead_core_library(NAME SOURCES ... [PUBLIC ...] [PRIVATE ...])
# One layer of core: a static library playhead_NAME whose headers are included as "NAME/x.h".
function(playhead_core_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(playhead_${name} STATIC ${arg_SOURCES})
    target_include_directories(playhead_${name} PUBLIC "${PROJECT_SOURCE_DIR}/core")
    target_link_libraries(playhead_${name} PUBLIC ${arg_PUBLIC} PRIVATE playhead_options ${arg_PRIVATE})
endfunction()
