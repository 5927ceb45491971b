/** A scan on a page that has no use of its own for it opens what was scanned. */
import { api } from '$lib/api';
import { t } from '$lib/i18n/index.svelte';
import { asProblem } from '$lib/resource.svelte';
import { go, href } from '$lib/router/router.svelte';
import { toast } from '$lib/toast.svelte';

export async function openScanned(text: string): Promise<void> {
  try {
    const found = await api.scan(text);
    if (found.kind === 'case') go(href('/cases/:code', { code: found.case.code }));
    else if (found.kind === 'folder') go(href('/folders/:code', { code: found.folder.code }));
    else if (found.kind === 'folders') go(href('/find', {}, { q: text }));
    else if (found.kind === 'person') go(href('/people/:no', { no: String(found.person.no) }));
    else if (found.kind === 'slot' || found.kind === 'box' || found.kind === 'place') go(href('/places/:code', { code: found.code }));
    else if (found.kind === 'foreign') toast(t('scan.foreign', { host: found.host }), 'bad');
    else toast(t('scan.unknown', { text }), 'bad');
  } catch (error) {
    const problem = asProblem(error);
    toast(problem.detail || t('problem.Unreachable'), 'bad');
  }
}
