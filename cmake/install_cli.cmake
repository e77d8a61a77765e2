# The program, its manual page and what teaches shells its words: the program itself writes them, from the tables that it
# reads its command line by.
install(TARGETS saem_cli)
set(pages ${CMAKE_CURRENT_BINARY_DIR}/pages)
add_custom_command(TARGET saem_cli POST_BUILD
                   COMMAND ${CMAKE_COMMAND} -E make_directory ${pages}
                   COMMAND saem_cli manual > ${pages}/saem.1
                   COMMAND saem_cli completion bash > ${pages}/saem
                   COMMAND saem_cli completion zsh > ${pages}/_saem
                   COMMAND saem_cli completion fish > ${pages}/saem.fish
                   COMMENT "Writing the manual page and the shells' completion")
install(FILES ${pages}/saem.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/saem DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${pages}/_saem DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${pages}/saem.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
