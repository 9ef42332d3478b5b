#!/usr/bin/env bash
# What a spreadsheet counts from the formulas of our workbooks is what we count. Workbooks whose kept results are all 0 are opened by
# LibreOffice, counted anew, and compared. Needs soffice (apt-get install libreoffice-calc); half a minute. ./libreoffice.sh [COUNT]
set -eu -o pipefail
cd "$(dirname "$0")/../../../../.." || exit 2
command -v soffice >/dev/null || { echo "soffice is missing: apt-get install --no-install-recommends libreoffice-calc"; exit 2; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cargo build -q --locked -p site -p wide_area --example shares
tool="${CARGO_TARGET_DIR:-target}/debug/examples/shares"
"$tool" write "$work/books" "${1:-20}"
mkdir -p "$work/profile/user"
cat >"$work/profile/user/registrymodifications.xcu" <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
X
soffice "-env:UserInstallation=file://$work/profile" --headless \
  --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1' \
  --outdir "$work/sheets" "$work"/books/*.xlsx >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$tool" compare "$work/books" "$work/sheets"
