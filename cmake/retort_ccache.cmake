# ccache makes the second build of any source quick, also from another build folder.
find_program(RETORT_CCACHE ccache)
mark_as_advanced(RETORT_CCACHE)
if(RETORT_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_CURRENT_LIST_DIR}/ccache.sh" CACHE STRING "Runs the compiler")
endif()
