# How every target of the project is made.

# The warnings and their strictness; for our own targets only, never exported.
function(retort_set_warnings target)
    # -Wextra would have every designated initialiser name all members, while naming the few that matter is how models are written.
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wno-missing-field-initializers
        $<$<BOOL:${RETORT_WERROR}>:-Werror>)
endfunction()

# retort_add_library(core) makes retort_core, known as retort::core inside the build and once installed.
# With APART it is a component that one names to get it: neither retort::retort nor retort.pc has it.
function(retort_add_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "APART" "" "")
    set(target retort_${name})
    add_library(${target})
    add_library(retort::${name} ALIAS ${target})
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME ${name}
        CXX_EXTENSIONS OFF
        VERSION ${PROJECT_VERSION}
        # Until 1.0 a new minor version may break the ABI.
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
        INSTALL_RPATH "$ORIGIN")
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_include_directories(${target} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    # Private: no public header includes any of them.
    target_link_libraries(${target} PRIVATE Boost::headers Boost::json Boost::url fmt::fmt spdlog::spdlog RE2::RE2 Threads::Threads)
    retort_set_warnings(${target})
    set_property(GLOBAL APPEND PROPERTY RETORT_COMPONENTS ${name})
    if(arg_APART)
        set_property(GLOBAL APPEND PROPERTY RETORT_COMPONENTS_APART ${name})
    endif()
endfunction()

# retort_add_dialect(sqlite SQLite::SQLite3) makes retort_sqlite, which talks to its database through the given driver.
function(retort_add_dialect name)
    retort_add_library(${name})
    target_link_libraries(retort_${name} PUBLIC retort_core PRIVATE ${ARGN})
    target_link_libraries(retort INTERFACE retort_${name})
    # A dialect registers itself when it is loaded and nothing refers to it, so the linker must be told to keep it: the member of
    # the archive, or the shared library where --as-needed is the default (there an undefined symbol on the command line is not enough).
    get_target_property(type retort_${name} TYPE)
    if(type STREQUAL "SHARED_LIBRARY")
        target_link_options(retort_${name} INTERFACE LINKER:--no-as-needed)
    else()
        target_link_options(retort_${name} INTERFACE LINKER:-u,retort_${name}_dialect)
    endif()
endfunction()
