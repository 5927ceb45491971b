/** Lists of the archive: one component for all of them, over the server's own sorting, narrowing and columns. */
export { default as DataList } from './DataList.svelte';
export { Listing } from './listing.svelte';
export type { OwnColumn } from './shown';
