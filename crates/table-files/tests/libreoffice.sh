#!/usr/bin/env bash
# The report workbook, opened and saved by LibreOffice as CSV (sheet by sheet), says what the tables say: every percentage,
# every count, every mark. Needs soffice (apt-get install libreoffice-calc); takes about ten seconds.
set -eu -o pipefail
cd "$(dirname "$0")/../../.." || exit 2
command -v soffice >/dev/null || { echo "soffice is missing: apt-get install --no-install-recommends libreoffice-calc"; exit 2; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cargo build -q --locked -p table-files --example book
"${CARGO_TARGET_DIR:-target}/debug/examples/book" "$work"
# Field separator, text mark, UTF-8, from line 1, as shown, all sheets.
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1' \
  --outdir "$work/csv" "$work/report.xlsx" >"$work/log" 2>&1
failed=0
expect() { # sheet, words
  if grep -qF -- "$2" "$work/csv/report-$1.csv"; then echo "ok    $1: $2"; else echo "FAULT $1: $2 is missing"; failed=1; fi
}
expect 目次 '問1'
expect 問1 'a　該当,975,57.4 ▽▽,42.6 ▲▲ b'
expect 問1 '差（該当－非該当）,,-22.5,+22.5'
expect 問1 'デモデータ（架空の内容を含みます）'
expect 問1 '<0.0001'
expect 問5 '4つの場面の平均'
expect 問5 ',68.7'
expect 問1_2 'X'
expect 問13-2 '中央値'
if grep -l '###' "$work"/csv/*.csv; then echo "FAULT a figure does not fit its cell"; failed=1; fi
exit $failed
