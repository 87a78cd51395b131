# cmake -DSOURCE=x.cpp -DCOMPILE="g++;-std=c++20;…" -P compile_fail.cmake
#
# The source compiles as it stands and does not with -DRETORT_EXPECT_FAILURE, where the compiler says the sentence of its first line,
# `// expect: <sentence>`. The first half makes sure that it fails for that reason and not for a typing error.
file(READ "${SOURCE}" text)
if(NOT text MATCHES "^// expect: ([^\n]+)")
    message(FATAL_ERROR "${SOURCE}:1: the first line must read `// expect: <sentence>`")
endif()
string(STRIP "${CMAKE_MATCH_1}" sentence)

set(ENV{LC_ALL} C.UTF-8)
execute_process(COMMAND ${COMPILE} "${SOURCE}" RESULT_VARIABLE result ERROR_VARIABLE output OUTPUT_VARIABLE output)
if(NOT result EQUAL 0)
    message(NOTICE "${output}")
    message(FATAL_ERROR "must compile without RETORT_EXPECT_FAILURE, but does not")
endif()

execute_process(COMMAND ${COMPILE} -DRETORT_EXPECT_FAILURE "${SOURCE}" RESULT_VARIABLE result ERROR_VARIABLE output OUTPUT_VARIABLE output)
if(result EQUAL 0)
    message(FATAL_ERROR "compiles with RETORT_EXPECT_FAILURE; it should fail with: ${sentence}")
endif()
string(FIND "${output}" "${sentence}" position)
if(position EQUAL -1)
    message(NOTICE "${output}")
    message(FATAL_ERROR "fails, but without the sentence: ${sentence}")
endif()
