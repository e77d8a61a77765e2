# cmake -DSOURCE=… -DOUTPUT=… -DBUILD_TYPE=… -P commit.cmake: writes a header that names the commit the program is built
# from. It runs at each build, and touches the file only if something changed.
execute_process(COMMAND git --no-optional-locks describe --always --abbrev=12 --dirty=+ --exclude=*
                WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE
                ERROR_QUIET RESULT_VARIABLE failed)
execute_process(COMMAND git --no-optional-locks log -1 --format=%cs WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE date
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(failed)  # not a repository, or no git
  set(commit "")
  set(date "")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#pragma once
#define SAEM_COMMIT \"@commit@\"
#define SAEM_COMMIT_DATE \"@date@\"
#define SAEM_BUILD_TYPE \"@BUILD_TYPE@\"
" @ONLY)
