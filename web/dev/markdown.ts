/**
 * The few forms of Markdown that the guide is written in, as HTML: headings, paragraphs, lists, tables, notes, code,
 * pictures, links. Pure. Everything else is text, so nothing that stands in a chapter can become a script.
 */

export interface Section {
  /** What a link names it by, as code forges do. */
  id: string;
  title: string;
  level: number;
  /** What stands in it, without any form. */
  text: string;
}

export interface Chapter {
  title: string;
  html: string;
  sections: Section[];
  links: string[];
  pictures: string[];
  /** What stands on a screen: **bold** in English, 「quoted」 in Chinese. */
  words: string[];
}

export interface Resolve {
  link: (to: string) => string;
  picture: (source: string, alt: string) => string;
}

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const PICTURE = /^!\[([^\]]*)\]\(([^)\s]+)\)$/;
const ITEM = /^(?:[-*]|(\d+)\.) +(.*)$/;
const CJK = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef「」]/;

/** The name of a heading as GitHub, GitLab and Gitea make it. */
export function slug(title: string): string {
  return plain(title)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

export function plain(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*?|`/g, '');
}

/** Two lines of Chinese are joined without a space. */
function join(lines: string[]): string {
  return lines.reduce((whole, line) => (whole === '' ? line : CJK.test(whole.slice(-1)) || CJK.test(line[0] ?? '') ? whole + line : `${whole} ${line}`), '');
}

/** Text with what stands within a line. Code is taken out first: nothing in it means anything. */
function inline(text: string, chapter: Chapter, resolve: Resolve): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) => {
      if (/^`[^`]+`$/.test(part)) return `<code>${escape(part.slice(1, -1))}</code>`;
      return escape(part)
        .replace(/\[([^\]]*)\]\(([^)\s]+)\)/g, (_, words: string, to: string) => (chapter.links.push(to), `<a href="${resolve.link(to)}">${words}</a>`))
        .replace(/\*\*([^*]+)\*\*/g, (_, word: string) => (chapter.words.push(unescape(word)), `<b>${word}</b>`))
        .replace(/「([^」]+)」/g, (whole: string, word: string) => (chapter.words.push(unescape(word)), `<b>${whole}</b>`))
        .replace(/\*([^*]+)\*/g, '<em>$1</em>');
    })
    .join('');
}

const unescape = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');

function table(rows: string[], chapter: Chapter, resolve: Resolve): string {
  const cells = (row: string): string[] => row.trim().replace(/^\||\|$/g, '').split('|').map((cell) => inline(cell.trim(), chapter, resolve));
  const [head = '', , ...body] = rows;
  const row = (of: string[], tag: string): string => `<tr>${of.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  // A wide table is moved sideways by itself, by keyboard too.
  return `<div class="wide" tabindex="0" role="region" aria-label="${escape(plain(head).replace(/\|/g, ' ').trim())}"><table><thead>${row(cells(head), 'th')}</thead><tbody>${body.map((one) => row(cells(one), 'td')).join('')}</tbody></table></div>`;
}

export function render(source: string, resolve: Resolve): Chapter {
  const chapter: Chapter = { title: '', html: '', sections: [], links: [], pictures: [], words: [] };
  const out: string[] = [];
  const lines = source.replace(/\r/g, '').split('\n');
  const say = (text: string): void => {
    const section = chapter.sections.at(-1);
    if (section) section.text = `${section.text} ${plain(text)}`.trim();
  };
  const picture = (line: string): string | null => {
    const found = PICTURE.exec(line.trim());
    if (!found) return null;
    const [, alt = '', src = ''] = found;
    chapter.pictures.push(src);
    return resolve.picture(src, escape(alt));
  };
  const text = (words: string): string => (say(words), inline(words, chapter, resolve));

  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,3}) +(.*)$/.exec(line);
    if (line.trim() === '') at += 1;
    else if (heading) {
      const level = heading[1]?.length ?? 1;
      const title = plain(heading[2] ?? '');
      if (level === 1) chapter.title = title;
      chapter.sections.push({ id: slug(title), title, level, text: '' });
      out.push(`<h${level} id="${slug(title)}" tabindex="-1">${inline(heading[2] ?? '', chapter, resolve)}</h${level}>`);
      at += 1;
    } else if (line.startsWith('```')) {
      const end = lines.indexOf('```', at + 1);
      const code = lines.slice(at + 1, end < 0 ? lines.length : end).join('\n');
      say(code);
      out.push(`<pre tabindex="0"><code>${escape(code)}</code></pre>`);
      at = end < 0 ? lines.length : end + 1;
    } else if (line.startsWith('|')) {
      const rows = take((one) => one.startsWith('|'));
      for (const row of rows) say(row.replace(/\|/g, ' '));
      out.push(table(rows, chapter, resolve));
    } else if (line.startsWith('> ')) {
      out.push(`<div class="note" role="note"><p>${text(join(take((one) => one.startsWith('>')).map((one) => one.replace(/^> ?/, ''))))}</p></div>`);
    } else if (ITEM.test(line)) list();
    else if (picture(line) !== null) {
      chapter.pictures.pop();
      out.push(picture(line) ?? '');
      at += 1;
    } else out.push(`<p>${text(join(take((one) => one.trim() !== '' && !/^(#|\||>|```)/.test(one) && !ITEM.test(one)).map((one) => one.trim())))}</p>`);

    function take(more: (line: string) => boolean): string[] {
      const from = at;
      while (at < lines.length && more(lines[at] ?? '')) at += 1;
      return lines.slice(from, at);
    }
    function list(): void {
      const first = ITEM.exec(line)?.[1];
      const items: string[] = [];
      while (at < lines.length) {
        const item = ITEM.exec(lines[at] ?? '');
        if (!item || (item[1] === undefined) !== (first === undefined)) break;
        at += 1;
        // What is set in belongs to the item: more words, or a picture.
        const more = take((one) => /^ {2,}\S/.test(one)).map((one) => one.trim());
        const words = join([item[2] ?? '', ...more.filter((one) => !PICTURE.test(one))]);
        items.push(`<li>${text(words)}${more.map((one) => picture(one) ?? '').join('')}</li>`);
        if ((lines[at] ?? '') === '' && ITEM.test(lines[at + 1] ?? '')) at += 1;
      }
      out.push(first === undefined ? `<ul>${items.join('')}</ul>` : `<ol${first === '1' ? '' : ` start="${first}"`}>${items.join('')}</ol>`);
    }
  }
  chapter.html = out.join('\n');
  return chapter;
}
