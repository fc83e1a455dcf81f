# SPDX-License-Identifier: GPL-3.0-or-later
# The libraries that Playhead is built on; README.md names their packages. All are required, where
# nothing else is said.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(simdjson REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(Boost 1.81 REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
# SpiderMonkey has its version in its name; the first that is there.
foreach(mozjs_version 102 115 128)
    pkg_check_modules(mozjs QUIET IMPORTED_TARGET mozjs-${mozjs_version})
    if(mozjs_FOUND)
        break()
    endif()
endforeach()
if(NOT mozjs_FOUND)
    message(FATAL_ERROR "SpiderMonkey is missing: mozjs-102, mozjs-115 or mozjs-128 "
                        "(Debian, Ubuntu: libmozjs-102-dev, libmozjs-115-dev or libmozjs-128-dev).")
endif()
find_path(CONCURRENTQUEUE_INCLUDE_DIR concurrentqueue/moodycamel/concurrentqueue.h
          PATH_SUFFIXES include)

set(playhead_qt_components)
if(PLAYHEAD_BUILD_UI)
    list(APPEND playhead_qt_components Widgets Charts Svg Concurrent)
endif()
if(PLAYHEAD_BUILD_TESTS)
    list(APPEND playhead_qt_components Test)
endif()
if(playhead_qt_components)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core ${playhead_qt_components})
endif()

# Passwords of sources; without it they are forgotten when the program ends.
if(PLAYHEAD_BUILD_UI)
    find_package(Qt6Keychain QUIET)
endif()

# QScintilla, the editor, comes without a description of its own.
if(PLAYHEAD_BUILD_UI)
    find_path(QSCINTILLA_INCLUDE_DIR Qsci/qsciscintilla.h
              HINTS ${Qt6Core_INCLUDE_DIRS} PATH_SUFFIXES qt6 REQUIRED)
    find_library(QSCINTILLA_LIBRARY NAMES qscintilla2_qt6 REQUIRED)
    add_library(playhead_qscintilla INTERFACE IMPORTED)
    target_include_directories(playhead_qscintilla SYSTEM INTERFACE "${QSCINTILLA_INCLUDE_DIR}")
    target_link_libraries(playhead_qscintilla INTERFACE "${QSCINTILLA_LIBRARY}" Qt6::Widgets)
endif()
