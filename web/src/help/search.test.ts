import { describe, expect, it } from 'vitest';
import { render, slug } from '../../dev/markdown.ts';
import { type GuideChapter, searchGuide } from './search';

const as = (source: string) => render(source, { link: (to) => `/help/${to}`, picture: (src, alt) => `<img src="${src}" alt="${alt}">` });
const chapter = (name: string, source: string): GuideChapter => ({ name, ...as(source) });
const GUIDE = [chapter('desk', '# The desk\n\nScan a badge.\n\n## Lend five folders\n\nScan the folders.'), chapter('find', '# 查找\n\n输入半个名字，在借还台也可以。\n\n## 借出\n\n扫描工牌。')];

describe('looking through the help', () => {
  it('needs every word, and puts first what has them in its title', () => {
    expect(searchGuide(GUIDE, 'scan').map((hit) => hit.chapter)).toEqual(['desk', 'desk']);
    expect(searchGuide(GUIDE, 'lend scan')[0]).toMatchObject({ chapter: 'desk', id: 'lend-five-folders', met: 'Scan' });
    expect(searchGuide(GUIDE, 'scan nothing')).toEqual([]);
  });

  it('finds Chinese without spaces', () => {
    expect(searchGuide(GUIDE, '工牌')[0]).toMatchObject({ chapter: 'find', id: '借出', before: '扫描', met: '工牌' });
  });

  it('finds nothing for nothing', () => {
    expect(searchGuide(GUIDE, '  ')).toEqual([]);
  });
});

describe('a chapter', () => {
  it('cannot bring a script or a style along', () => {
    const { html } = as('# A <script>x</script>\n\n[a](javascript:x"onclick="y) <b style="x">');
    expect(html).not.toMatch(/<script|<b style|"onclick="/);
  });

  it('has lists with pictures, tables, notes and code', () => {
    const { html, pictures } = as('# T\n\n1. one\n   ![p](a.webp)\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> mind\n\n```\nx < y\n```\n');
    expect(html).toContain('<ol><li>one<img src="a.webp" alt="p"></li><li>two</li></ol>');
    expect(html).toContain('<th>a</th>');
    expect(html).toContain('<div class="note" role="note"><p>mind</p></div>');
    expect(html).toContain('x &lt; y');
    expect(pictures).toEqual(['a.webp']);
  });

  it('names what stands on a screen, in the way of its language', () => {
    expect(as('# T\n\nPress **Done**, 按「完成」, never `**this**`.').words).toEqual(['Done', '完成']);
  });

  it('is linked to as on a code forge', () => {
    expect(slug('The year: 2026, **closed**?')).toBe('the-year-2026-closed');
    expect(slug('清点一层')).toBe('清点一层');
  });
});
