#!/usr/bin/env bash
# The product there and back through LibreOffice: a demonstration is filled, sheets for all 1,741 municipalities are issued,
# a sample is filled cell by cell by LibreOffice itself (UNO) and saved as .xlsx, .ods and .xls, collected, and what stands
# stored is held against what was typed. Needs soffice and python3-uno. ./sheets_libreoffice.sh [SAMPLE]
set -eu -o pipefail
cd "$(dirname "$0")/../../.." || exit 2
command -v soffice >/dev/null || { echo "soffice is missing: apt-get install --no-install-recommends libreoffice-calc python3-uno"; exit 2; }
/usr/bin/python3 -c 'import uno' 2>/dev/null || { echo "python3-uno is missing: apt-get install --no-install-recommends python3-uno"; exit 2; }
work=$(mktemp -d); server=""; office=""
cleanup() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; [ -z "$office" ] || kill "$office" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
sample=${1:-21}
cargo build -q --locked -p site -p answer-sheets --bins --examples
target="${CARGO_TARGET_DIR:-target}/debug"
renkei="$target/renkei"

# A demonstration, filled; then stopped, so that nothing else writes.
port=$((20000 + RANDOM % 20000))
RUST_LOG=warn "$renkei" demo --listen "127.0.0.1:$port" --data "$work/demo" >"$work/demo.log" 2>&1 & server=$!
for _ in $(seq 1 600); do
  grep -q "動いています" "$work/demo.log" && break
  kill -0 "$server" 2>/dev/null || { cat "$work/demo.log"; exit 1; }
  sleep 0.5
done
grep -q "動いています" "$work/demo.log" || { echo "the demonstration did not fill"; exit 1; }
kill "$server"; wait "$server" 2>/dev/null || true; server=""

survey=2
started=$SECONDS
"$renkei" --data "$work/demo" sheets issue --survey "$survey" --out "$work/issued" | tee "$work/issue.log"
grep -q "1741件" "$work/issue.log" || { echo "not everybody's sheet was issued"; exit 1; }
printf 'issued in %d s\n' $((SECONDS - started))

# What is to be typed: made up, complete, without contradiction.
"$target/examples/sheets" issue "$work/wanted" "$sample" >/dev/null
"$target/examples/sheets" typing "$work/wanted" >"$work/typing.jsonl"

pipe="renkei$$"
soffice "-env:UserInstallation=file://$work/profile" --headless --norestore --invisible \
  "--accept=pipe,name=$pipe;urp;" >"$work/soffice.log" 2>&1 & office=$!
here=crates/site/tests/sheets_libreoffice.py
/usr/bin/python3 "$here" fill "$pipe" "$work/demo/renkei.db" "$survey" "$work/issued" "$work/typing.jsonl" "$work/back"

started=$SECONDS
"$renkei" --data "$work/demo" sheets collect --survey "$survey" "$work/back" --dry-run >"$work/dry.log"
/usr/bin/python3 "$here" untouched "$work/demo/renkei.db" "$survey" "$work/back"
"$renkei" --data "$work/demo" sheets collect --survey "$survey" "$work/back"
printf 'looked at and collected in %d s\n' $((SECONDS - started))
/usr/bin/python3 "$here" compare "$work/demo/renkei.db" "$survey" "$work/typing.jsonl" "$work/back"
