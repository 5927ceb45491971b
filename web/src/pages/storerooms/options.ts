/** What a zone or a lane may take, to be ticked. */
import type { Names } from '$lib/api';
import { named } from '$lib/i18n/index.svelte';

export const options = (all: readonly { code: string; name: Names }[]): { value: string; label: string }[] => all.map(({ code, name }) => ({ value: code, label: named(name) }));
