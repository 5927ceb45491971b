/** What was dropped: files, and those in folders. Browsers give a folder as a file that cannot be read. */

/** So many are taken at once: whoever drops a whole disk did not mean to. */
export const DROPPED_MAX = 500;

export const hasFiles = (event: DragEvent): boolean => !!event.dataTransfer?.types.includes('Files');

export interface Dropped {
  files: File[];
  /** Whether there were more than are taken. */
  more: boolean;
}

/** Must be called while the drop is told: what was dropped is gone afterwards. */
export async function dropped(data: DataTransfer | null): Promise<Dropped> {
  const found: Dropped = { files: [], more: false };
  const entries = [...(data?.items ?? [])].map((item) => (item.kind === 'file' ? { entry: item.webkitGetAsEntry(), file: item.getAsFile() } : null));
  for (const one of entries) {
    if (!one) continue;
    if (one.entry?.isDirectory) await walk(one.entry as FileSystemDirectoryEntry, found);
    else if (one.file) add(one.file, found);
  }
  return found;
}

function add(file: File, found: Dropped): void {
  if (found.files.length < DROPPED_MAX) found.files.push(file);
  else found.more = true;
}

/** Files of a folder by name, those of its folders among them; what a system keeps for itself is none of ours. */
async function walk(folder: FileSystemDirectoryEntry, found: Dropped): Promise<void> {
  const entries = (await all(folder)).filter((entry) => !entry.name.startsWith('.')).sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  for (const entry of entries) {
    if (found.more) return;
    if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, found);
    else if (!/^(thumbs\.db|desktop\.ini)$/i.test(entry.name)) add(await fileOf(entry as FileSystemFileEntry), found);
  }
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject));

/** A folder tells of a hundred at a time, until it tells of none. */
async function all(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return entries;
    entries.push(...part);
  }
}
