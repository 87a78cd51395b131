# retort_add_migrations(target
#     [DIRECTORY dir]           where env.cpp and versions/ are; this folder
#     [ENVIRONMENT env.cpp]     the file with main(); DIRECTORY/env.cpp
#     [VERSIONS dir…]           the folders of scripts; DIRECTORY/versions
#     [COMPILE_OPTIONS opt…]    instead of -O0 -g0: nothing in a script is worth the optimiser's time
#     [GROUP_SIZE n]            how many old scripts are compiled together; 25
#     [UNITY ON|OFF])           OFF: each script by itself
#
# makes the executable that has the command line of the migrations and all scripts in it.
#
# Old scripts are compiled in groups, in the order of their create_date; the newest five to nine stand alone, so that a new script compiles
# itself and, each fifth time, the last group. In a group each script is included in a namespace of its own, behind the headers that the
# group's scripts include: every script names its object `script`, and two may have helpers of one name. (Renaming `script` by a macro
# would leave the helpers to clash.) What does not work inside a namespace stands alone: a script that defines macros or has conditional
# lines, that opens a namespace of a name, or that specialises a template.
#
# Each script's text is hashed when it is compiled: `check` reports a script that was changed after it had been applied.

# ---- cmake -DOUTPUT=x.cpp -DLIST=x.list -P retort_migrations.cmake: writes the source that compiles the scripts of a list
if(CMAKE_SCRIPT_MODE_FILE AND CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    cmake_policy(VERSION 3.25)
    file(STRINGS "${LIST}" scripts ENCODING UTF-8)
    list(LENGTH scripts count)
    set(headers "#include <retort/migrate.hpp>")
    set(bodies "")
    set(number 0)
    foreach(script IN LISTS scripts)
        file(SHA256 "${script}" sha256)
        string(APPEND bodies "static const retort::migrate::detail::ScriptChecksum retort_checksum_${number}{\"${script}\", \"${sha256}\"};\n")
        if(count EQUAL 1)
            string(APPEND bodies "#include \"${script}\"\n")
        else()
            get_filename_component(folder "${script}" DIRECTORY)
            file(STRINGS "${script}" lines REGEX "^[ \t]*#[ \t]*include" ENCODING UTF-8)
            foreach(line IN LISTS lines)
                if(NOT line MATCHES "include[ \t]*([<\"])([^>\"]+)([>\"])")
                    continue()
                endif()
                if(CMAKE_MATCH_1 STREQUAL "\"" AND EXISTS "${folder}/${CMAKE_MATCH_2}")
                    list(APPEND headers "#include \"${folder}/${CMAKE_MATCH_2}\"")
                else()
                    list(APPEND headers "#include ${CMAKE_MATCH_1}${CMAKE_MATCH_2}${CMAKE_MATCH_3}")
                endif()
            endforeach()
            string(APPEND bodies "namespace retort_script_${number} {\n#include \"${script}\"\n}\n")
        endif()
        math(EXPR number "${number} + 1")
    endforeach()
    list(REMOVE_DUPLICATES headers)
    list(JOIN headers "\n" headers)
    file(WRITE "${OUTPUT}" "// Made by the build.\n${headers}\n\n${bodies}")
    return()
endif()

set(RETORT_MIGRATIONS_FILE "${CMAKE_CURRENT_LIST_FILE}")

# The newest scripts, which stand alone, and the lists of those that are compiled together.
function(retort_group_scripts scripts group_size alone_variable groups_variable)
    set(keyed "")
    set(alone "")
    set(together "")
    foreach(script IN LISTS scripts)
        file(READ "${script}" text)
        string(REGEX MATCH "\\.create_date[ \t\n]*=[ \t\n]*\"([^\"]*)\"" found "${text}")
        set(date "${CMAKE_MATCH_1}")
        if(text MATCHES "(^|\n)[ \t]*#[ \t]*(define|undef|if|ifdef|ifndef|import)"
            OR text MATCHES "namespace[ \t\n]+[A-Za-z_][A-Za-z0-9_:]*[ \t\n]*{" OR text MATCHES "template[ \t\n]*<[ \t\n]*>")
            list(APPEND alone "${script}")
        else()
            list(APPEND keyed "${date}|${script}")
        endif()
    endforeach()
    list(SORT keyed)
    list(TRANSFORM keyed REPLACE "^[^|]*[|]" "")
    list(LENGTH keyed count)
    math(EXPR grouped "(${count} - 5) / 5 * 5")
    if(grouped LESS 2)
        set(grouped 0)
    endif()
    list(SUBLIST keyed 0 ${grouped} together)
    list(SUBLIST keyed ${grouped} -1 newest)
    set(groups "")
    set(begin 0)
    while(begin LESS grouped)
        list(SUBLIST together ${begin} ${group_size} group)
        list(JOIN group "|" group)
        list(APPEND groups "${group}")
        math(EXPR begin "${begin} + ${group_size}")
    endwhile()
    set(${alone_variable} ${alone} ${newest} PARENT_SCOPE)
    set(${groups_variable} ${groups} PARENT_SCOPE)
endfunction()

# Adds the source that compiles these scripts to the target.
function(retort_add_script_group target folder name)
    set(list "${folder}/${name}.list")
    set(source "${folder}/${name}.cpp")
    list(JOIN ARGN "\n" text)
    file(CONFIGURE OUTPUT "${list}" CONTENT "${text}\n" @ONLY)
    add_custom_command(OUTPUT "${source}"
        COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${source}" "-DLIST=${list}" -P "${RETORT_MIGRATIONS_FILE}"
        DEPENDS ${ARGN} "${list}" "${RETORT_MIGRATIONS_FILE}"
        COMMENT "Reading ${name}"
        VERBATIM)
    target_sources(${target} PRIVATE "${source}")
endfunction()

function(retort_add_migrations target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "DIRECTORY;ENVIRONMENT;GROUP_SIZE;UNITY" "VERSIONS;COMPILE_OPTIONS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "retort_add_migrations does not know: ${arg_UNPARSED_ARGUMENTS}")
    endif()
    if(NOT arg_DIRECTORY)
        set(arg_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
    get_filename_component(arg_DIRECTORY "${arg_DIRECTORY}" ABSOLUTE)
    if(NOT arg_ENVIRONMENT)
        set(arg_ENVIRONMENT env.cpp)
    endif()
    get_filename_component(arg_ENVIRONMENT "${arg_ENVIRONMENT}" ABSOLUTE BASE_DIR "${arg_DIRECTORY}")
    if(NOT arg_VERSIONS)
        set(arg_VERSIONS versions)
    endif()
    if(NOT DEFINED arg_UNITY)
        set(arg_UNITY ON)
    endif()
    if(NOT arg_GROUP_SIZE)
        set(arg_GROUP_SIZE 25)
    endif()
    if(NOT DEFINED arg_COMPILE_OPTIONS)
        set(arg_COMPILE_OPTIONS -O0 -g0)
    endif()

    set(scripts "")
    set(watched "")
    foreach(folder IN LISTS arg_VERSIONS)
        get_filename_component(folder "${folder}" ABSOLUTE BASE_DIR "${arg_DIRECTORY}")
        file(GLOB found CONFIGURE_DEPENDS "${folder}/*.cpp")
        list(APPEND scripts ${found})
        string(APPEND watched "${folder}\n")
    endforeach()

    add_executable(${target} "${arg_ENVIRONMENT}")
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_compile_features(${target} PRIVATE cxx_std_20)
    target_link_libraries(${target} PRIVATE retort::migrate retort::retort)
    # Reading the headers is most of what compiling a script costs.
    target_precompile_headers(${target} PRIVATE <retort/migrate.hpp>)
    target_compile_options(${target} PRIVATE ${arg_COMPILE_OPTIONS}
        # A script is the main file in all but name: its unnamed namespaces are as harmless as they look.
        $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)

    if(arg_UNITY)
        retort_group_scripts("${scripts}" ${arg_GROUP_SIZE} alone groups)
    else()
        set(alone ${scripts})
        set(groups "")
    endif()
    set(generated "${CMAKE_CURRENT_BINARY_DIR}/${target}_scripts")
    set(names "")
    foreach(script IN LISTS alone)
        get_filename_component(name "${script}" NAME_WLE)
        # Two folders may have a file of one name.
        while("${name}" IN_LIST names)
            string(APPEND name "_")
        endwhile()
        list(APPEND names "${name}")
        retort_add_script_group(${target} "${generated}" "${name}" "${script}")
    endforeach()
    set(number 0)
    foreach(group IN LISTS groups)
        string(REPLACE "|" ";" group "${group}")
        retort_add_script_group(${target} "${generated}" "group_${number}" ${group})
        # Whether a script may stand in a group depends on what it says.
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${group})
        math(EXPR number "${number} + 1")
    endforeach()

    # For `retort`: where the executable is, and in which folders a new file means something.
    file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/retort/${target}.txt" CONTENT "$<TARGET_FILE:${target}>\n${watched}")
endfunction()
