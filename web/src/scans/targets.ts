/** Where pages can be put: a folder, one of its cases, one of that one's papers. */
import { api, type CaseCard, type PageTarget, type PaperLine, type Scanned } from '$lib/api';
import { t } from '$lib/i18n/index.svelte';
import { nameOf, typeOf } from '../parts/cases';

export interface Target {
  folder: { code: string; title: string };
  cases: CaseCard[];
  /** The case that is meant, where there are several. */
  case: string | null;
}
/** A folder pages were put into before. */
export interface Recent {
  code: string;
  title: string;
}

const KEY = 'strongroom.scans.recent';
const RECENT_MAX = 6;

export async function target(code: string, title: string, one: string | null = null): Promise<Target> {
  const cases = (await api.folderCases(code)).filter((card) => card.phase !== 'cancelled');
  return { folder: { code, title }, cases, case: one ?? (cases.length === 1 ? (cases[0]?.code ?? null) : null) };
}

/** What a scanned label or slip leads to; nothing if it is neither folder nor case. */
export async function scannedTarget(found: Scanned): Promise<Target | null> {
  if (found.kind === 'folder') return target(found.folder.code, found.folder.title);
  if (found.kind === 'case' && found.case.folder) return target(found.case.folder.code, found.case.folder.title, found.case.code);
  return null;
}

export const caseOf = (target: Target): CaseCard | undefined => target.cases.find((one) => one.code === target.case);
export const caseName = (one: CaseCard): string => `${one.title || t('case.unnamed')} · ${typeOf(one)}`;

export const wire = (target: Target, paper: PaperLine | null): PageTarget => ({
  folder: target.folder.code,
  ...(target.case ? { case: target.case } : {}),
  ...(target.case && paper ? { paper: paper.id ?? paper.no } : {}),
});

export function said(target: Target, paper: PaperLine | null): string {
  return [target.folder.title === target.folder.code ? target.folder.code : `${target.folder.title} ${target.folder.code}`, paper ? nameOf(paper) : ''].filter(Boolean).join(' · ');
}

export function recent(): Recent[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is Recent => typeof one?.code === 'string' && typeof one?.title === 'string') : [];
  } catch {
    return [];
  }
}

export function remember(one: Recent): Recent[] {
  const list = [one, ...recent().filter((other) => other.code !== one.code)].slice(0, RECENT_MAX);
  sessionStorage.setItem(KEY, JSON.stringify(list));
  return list;
}
