/** Looks through the guide in memory: all of it is some 40 KB a language. Pure. */

export interface GuideSection {
  id: string;
  /** The same part in every language: the English heading's id. */
  part?: string;
  title: string;
  level: number;
  text: string;
}

export interface GuideChapter {
  name: string;
  title: string;
  html: string;
  sections: GuideSection[];
}

export interface Found {
  chapter: string;
  id: string;
  /** The chapter's title, and the section's if it is another. */
  title: string;
  /** The words around the first that was looked for, and that one apart so that it can be marked. */
  before: string;
  met: string;
  after: string;
}

const AROUND = 40;
const FOUND_MAX = 20;

/** Sections that hold every word of the question, those with all of them in their title first. */
export function searchGuide(chapters: readonly GuideChapter[], question: string): Found[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  if (words.length === 0) return [];
  const hits = chapters.flatMap((chapter) =>
    chapter.sections.flatMap((section) => {
      const title = section.level === 1 ? chapter.title : `${chapter.title} · ${section.title}`;
      const whole = `${title} ${section.text}`.toLowerCase();
      if (!words.every((word) => whole.includes(word))) return [];
      const named = words.filter((word) => section.title.toLowerCase().includes(word)).length;
      return [{ named, hit: { chapter: chapter.name, id: section.level === 1 ? '' : section.id, title, ...around(section.text, words) } }];
    }),
  );
  return hits.sort((a, b) => b.named - a.named).slice(0, FOUND_MAX).map(({ hit }) => hit);
}

function around(text: string, words: readonly string[]): Pick<Found, 'before' | 'met' | 'after'> {
  const low = text.toLowerCase();
  const at = words.map((word) => ({ word, at: low.indexOf(word) })).filter((one) => one.at >= 0).sort((a, b) => a.at - b.at)[0];
  if (!at) return { before: text.slice(0, 2 * AROUND), met: '', after: '' };
  const from = Math.max(0, at.at - AROUND);
  const to = at.at + at.word.length;
  return { before: (from > 0 ? '…' : '') + text.slice(from, at.at), met: text.slice(at.at, to), after: text.slice(to, to + 2 * AROUND) };
}
