# stage TITLE LOG COMMAND…: one line on stderr for a command that takes a while; what the command prints goes to build/LOG.log.
# On a terminal the line shows ninja's count. A failure shows the end of the log and returns the command's status.
stage() {
  local title=$1 log=build/$2.log start=$SECONDS status=0
  shift 2
  mkdir -p build
  printf '%s …' "$title" >&2
  if [[ -t 2 ]]; then
    "$@" 2>&1 </dev/null | tee "$log" | show_count "$title" || status=${PIPESTATUS[0]}
    printf '\r\e[K%s …' "$title" >&2
  else
    "$@" >"$log" 2>&1 </dev/null || status=$?
  fi
  if ((status == 0)); then
    echo " done in $((SECONDS - start)) s" >&2
    return 0
  fi
  {
    echo " failed. The end of $log:"
    tail -n 30 "$log" | sed 's/^/    /'
  } >&2
  return "$status"
}

# From ninja's "[12/87] Building …" only the count is shown.
show_count() {
  local line
  while IFS= read -r line; do
    if [[ $line =~ ^\[[0-9]+/[0-9]+\] ]]; then printf '\r%s … %s' "$1" "${BASH_REMATCH[0]}" >&2; fi
  done
}
