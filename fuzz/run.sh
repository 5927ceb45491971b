#!/usr/bin/env bash
# Gives each reader of bytes from outside whatever libFuzzer thinks of: fuzz/run.sh SECONDS [TARGET...]
# Builds with any Rust, for the marks that libFuzzer follows come from LLVM passes that stable compilers have too;
# about ten minutes the first time, for everything is compiled with them. Needs a C++ compiler.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
SECONDS_EACH="${1:?how many seconds for each target}"
shift
TARGETS=("$@")
[[ ${#TARGETS[@]} -gt 0 ]] || for file in fuzz_targets/*.rs; do TARGETS+=("$(basename "$file" .rs)"); done

# The versions that are shipped.
[[ -f Cargo.lock ]] || cp ../Cargo.lock Cargo.lock
HOST="$(rustc -vV | sed -n 's/^host: //p')"
MARKS=(-Cpasses=sancov-module)
for mark in level=4 inline-8bit-counters pc-table trace-compares; do MARKS+=("-Cllvm-args=-sanitizer-coverage-$mark"); done
export RUSTFLAGS="--cfg fuzzing ${MARKS[*]} -Ccodegen-units=16"
export STRONGROOM_WEB_DIST="${STRONGROOM_WEB_DIST:-skip}" CARGO_INCREMENTAL=0
cargo build --release --target "$HOST"

for target in "${TARGETS[@]}"; do
    echo "-- $target"
    mkdir -p "corpus/$target" "artifacts/$target"
    "target/$HOST/release/$target" -max_total_time="$SECONDS_EACH" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="artifacts/$target/" "corpus/$target" "seeds/$target" 2>&1 |
        grep -E 'ERROR|SUMMARY|panicked|artifact|stat::(number_of_executed_units|average_exec_per_sec)|cov: .*DONE|Test unit' || true
    [[ -z "$(ls "artifacts/$target")" ]] || { echo "$target found something: fuzz/artifacts/$target" >&2; exit 1; }
done
