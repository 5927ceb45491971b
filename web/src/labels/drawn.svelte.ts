/** Labels as they would be printed, drawn again by the server once the hand rests. Called where a component is made. */
import type { PrintedFile } from '$lib/api';
import type { Resource } from '$lib/resource.svelte';

const DEBOUNCE_MS = 300;

/** `asked` is what the picture depends on; without its first there is nothing to draw. Answers where the picture is. */
export function drawn(look: Resource<Pick<PrintedFile, 'file'>>, asked: () => [unknown, ...unknown[]]): { readonly picture: string } {
  let picture = $state('');
  $effect(() => {
    const [first] = asked();
    if (!first) return;
    const timer = window.setTimeout(() => void look.load(), DEBOUNCE_MS);
    return () => window.clearTimeout(timer);
  });
  $effect(() => {
    const file = look.data?.file;
    if (!file) return;
    const address = URL.createObjectURL(file);
    picture = address;
    return () => URL.revokeObjectURL(address);
  });
  return {
    get picture() {
      return picture;
    },
  };
}
