#!/usr/bin/env bash
# Issued sheets, filled, opened and saved by LibreOffice as .xlsx, .ods and .xls, come back the same. Needs soffice
# (apt-get install libreoffice-calc); takes about half a minute. ./libreoffice.sh [COUNT]
set -eu -o pipefail
cd "$(dirname "$0")/../../.." || exit 2
command -v soffice >/dev/null || { echo "soffice is missing: apt-get install --no-install-recommends libreoffice-calc"; exit 2; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cargo build -q --locked -p answer-sheets --example sheets
tool="${CARGO_TARGET_DIR:-target}/debug/examples/sheets"
"$tool" issue "$work/issued" "${1:-4}"
failed=0; passed=0
for kind in xlsx ods xls; do
  soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to "$kind" --outdir "$work/$kind" "$work"/issued/*.xlsx >"$work/log" 2>&1
  printf '%-5s' "$kind"
  if "$tool" compare "$work/$kind"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
