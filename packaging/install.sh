#!/bin/sh
# Finds a Python for install.py. Run it as: sh install.sh [--to FOLDER]
here=$(dirname -- "$(readlink -f -- "$0")")
fits='import sys; sys.exit("{}.{}".format(*sys.version_info[:2]) not in "@PYTHONS@".split())'
for name in @NAMES@ python3 python; do
  if "$name" -c "$fits" >/dev/null 2>&1; then exec "$name" "$here/install.py" "$@"; fi
done
for name in python3 python; do
  if "$name" -c 'import sys; sys.exit(sys.version_info[0] < 3)' >/dev/null 2>&1; then
    exec "$name" "$here/install.py" "$@"
  fi
done
echo "没有安装。这台电脑上没有 Python，请先装好 Python @SPOKEN@（64位），见 安装说明.html。"
exit 1
