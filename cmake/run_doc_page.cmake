# cmake -DBUILD_DIR=… -DTARGET=… -DPROGRAMS=… -DDIRECTORY=… -P run_doc_page.cmake: compiles a page's blocks and runs its programs.
execute_process(COMMAND ${CMAKE_COMMAND} --build "${BUILD_DIR}" --target "${TARGET}" --parallel 2 RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "the blocks of this page do not compile")
endif()
foreach(PROGRAM IN LISTS PROGRAMS)
    message(STATUS "${PROGRAM}")
    include("${CMAKE_CURRENT_LIST_DIR}/run_in_fresh_directory.cmake")
endforeach()
