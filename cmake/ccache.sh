#!/bin/sh
# The compiler launcher. The tests' precompiled header needs pch_defines and time_macros; the rest lets the nested builds of
# tests/consumer, which ctest starts in another folder and locale, find the objects of the outer one.
CCACHE_SLOPPINESS=pch_defines,time_macros,locale CCACHE_NOHASHDIR=1 exec ccache "$@"
