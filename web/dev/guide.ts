/**
 * The guide in docs/guide as help inside the app: `virtual:guide/en` and `virtual:guide/zh-CN` are all its chapters,
 * rendered while the app is built, with its pictures as files of the app.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { CHAPTERS } from '../src/help/chapters.ts';
import { render } from './markdown.ts';

const GUIDE = fileURLToPath(new URL('../../docs/guide/', import.meta.url));
const MODULE = /^\0?virtual:guide\/(en|zh-CN)$/;
/** Stands for the address of a picture until the app is put together. */
const MARK = '\u0001';

/** Width and height of a WebP, so that nothing moves while it loads. */
export function sizeOf(file: Buffer): { width: number; height: number } | null {
  const kind = file.toString('latin1', 12, 16);
  if (kind === 'VP8 ') return { width: file.readUInt16LE(26) & 0x3fff, height: file.readUInt16LE(28) & 0x3fff };
  if (kind === 'VP8X') return { width: file.readUIntLE(24, 3) + 1, height: file.readUIntLE(27, 3) + 1 };
  if (kind !== 'VP8L') return null;
  const bits = file.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Where a link of a chapter leads in the app; null if it leads out of the guide. */
export function inHelp(to: string): string | null {
  const found = /^(?:([a-z-]+)\.md)?(#.*)?$/.exec(to);
  return found ? `${found[1] ? `/help/${found[1]}` : ''}${found[2] ?? ''}` : null;
}

/** The ids of an English chapter's headings: by their place they name the same parts in each language. */
const partsOf = (name: string): string[] => render(readFileSync(`${GUIDE}en/${name}.md`, 'utf8'), { link: (to) => to, picture: () => '' }).sections.map((one) => one.id);

function moduleOf(language: string, watch: (path: string) => void): string {
  const pictures = new Map<string, number>();
  const chapters = CHAPTERS.map(({ name }) => {
    const path = `${GUIDE}${language}/${name}.md`;
    watch(path);
    const { title, html, sections } = render(readFileSync(path, 'utf8'), {
      link: (to) => inHelp(to) ?? to,
      picture: (source, alt) => {
        const file = new URL(source, `file://${path}`).pathname;
        // That every picture is there is a test's business: without one the words still help.
        if (!existsSync(file)) return '';
        if (!pictures.has(file)) pictures.set(file, pictures.size);
        const size = sizeOf(readFileSync(file));
        const space = size ? ` width="${size.width}" height="${size.height}"` : '';
        return `<figure><img src="${MARK}${pictures.get(file)}${MARK}" alt="${alt}" loading="lazy"${space}></figure>`;
      },
    });
    const parts = partsOf(name);
    return { name, title, html, sections: sections.map((one, at) => ({ ...one, part: parts[at] ?? one.id })) };
  });
  const imports = [...pictures].map(([file, no]) => `import p${no} from ${JSON.stringify(`${file}?url`)};`).join('\n');
  const body = JSON.stringify(chapters).replace(/\\u0001(\d+)\\u0001/g, (_, no: string) => `" + p${no} + "`);
  return `${imports}\nexport default ${body};\n`;
}

export function guide(): Plugin {
  return {
    name: 'strongroom-guide',
    resolveId: (id) => (MODULE.test(id) ? `\0${id}` : null),
    load(id) {
      const language = MODULE.exec(id)?.[1];
      return language ? moduleOf(language, (path) => this.addWatchFile(path)) : null;
    },
  };
}
