# cmake -DSOURCE=… -DCOMPILE=… -DPREFIX_LIBDIR=… -DDIRECTORY=… -P pkg_config.cmake: builds and runs a program with what pkg-config says.
set(ENV{PKG_CONFIG_PATH} "${PREFIX_LIBDIR}/pkgconfig")
set(ENV{LD_LIBRARY_PATH} "${PREFIX_LIBDIR}")
execute_process(COMMAND pkg-config --cflags --libs retort OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
file(MAKE_DIRECTORY "${DIRECTORY}")
execute_process(COMMAND ${COMPILE} "${SOURCE}" -o "${DIRECTORY}/app" ${flags} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${DIRECTORY}/app" COMMAND_ERROR_IS_FATAL ANY)
