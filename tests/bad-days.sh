#!/usr/bin/env bash
# The long runs of what CI does in short: tests/bad-days.sh [KILLS] [DAYS]. Half an hour on two idle cores, most of it one
# release build. STRONGROOM_SEED tries a story again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
STRONGROOM_KILLS="${1:-1000}" cargo test --locked --release --test integration -- --exact --nocapture \
    bad_days::kills::after_any_number_of_kills_everything_acknowledged_is_there_once_and_nothing_else
STRONGROOM_SPOILT=100 cargo test --locked --release --test integration -- --nocapture bad_days::damage
# A thousand days take a minute.
STRONGROOM_SEEDS="${2:-10000}" cargo test --locked --release --lib -- --exact --nocapture \
    archive::tests::days::after_any_day_nothing_acknowledged_is_lost_and_nothing_is_invented
# Only root may mount a disk of his own and cut its power.
if [[ $EUID -eq 0 ]]; then tests/power-cut.sh; fi
