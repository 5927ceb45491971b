/** Long work leads on to what came of it only while nobody has gone elsewhere: nobody is pulled off the page he is at by then. */
import { location } from '$lib/router/router.svelte';

/** Answers whether one is still where one is now. */
export function stillHere(): () => boolean {
  const from = location().path;
  return () => location().path === from;
}
