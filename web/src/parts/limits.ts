/** Limits that fields keep, so that nobody is refused for what he could have been told before. The server has the last word. */

/** How thick a folder may be. */
export const THICKNESS_MAX_MM = 500;
/** Of which years a calendar speaks, and in how many working days it counts. */
export const CALENDAR_FIRST_YEAR = 1990;
export const CALENDAR_LAST_YEAR = 2189;
export const WORKING_DAYS_MAX = 1_000;
