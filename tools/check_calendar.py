#!/usr/bin/env python3
"""Compares the shipped working days of mainland China with the maintained package `chinesecalendar`, day by day.

    python3 -m pip install chinesecalendar
    python3 tools/check_calendar.py

Prints every day that differs, and years that one has and the other lacks. Ends with 1 if there is any.
"""

import datetime
import json
import pathlib
import sys

import chinese_calendar

FILE = pathlib.Path(__file__).parent.parent / "presets/calendars/mainland_china.json"


def days(year):
    day = datetime.date(year, 1, 1)
    while day.year == year:
        yield day
        day += datetime.timedelta(days=1)


def is_working(year, day):
    text = day.isoformat()
    if text in year["make_up_days"]:
        return True
    if any(holiday["from"] <= text <= holiday["until"] for holiday in year["holidays"]):
        return False
    return day.weekday() < 5


def main():
    ours = {year["year"]: year for year in json.loads(FILE.read_text("utf-8"))["years"]}
    known = chinese_calendar.constants.holidays
    theirs = set(range(min(known).year, max(known).year + 1))
    wrong = [f"{year}: only one of the two has it" for year in sorted(theirs ^ set(ours))]
    for year in sorted(theirs & set(ours)):
        for day in days(year):
            if is_working(ours[year], day) != chinese_calendar.is_workday(day):
                wrong.append(f"{day}: worked by one of the two only")
    print("\n".join(wrong) or f"{len(ours)} years agree, day by day")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
