#!/usr/bin/env bash
# Cuts the power a hundred times under load and looks each time whether everything acknowledged is on the disk:
# tests/power-cut.sh [CUTS]. Needs root, a loop device, ext4 and python3; STRONGROOM_SEED tries a story again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[[ $EUID -eq 0 ]] || { echo 'needs root, to mount a disk of its own' >&2; exit 1; }
STRONGROOM_CUTS="${1:-100}" cargo test --locked --release --test integration -- --ignored --exact --nocapture \
    bad_days::power::after_any_number_of_power_cuts_everything_acknowledged_is_on_the_disk
