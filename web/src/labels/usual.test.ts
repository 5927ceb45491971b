import { describe, expect, it } from 'vitest';
import type { LabelPaper, LabelTemplate } from '$lib/api';
import { atDesk, designOf, fits, mm, placesOf, templateFor, tenths, type Usual } from './usual';

const names = { zh: '', en: '' };
const paper = (id: string, width: number, height: number, columns = 3, rows = 8): LabelPaper => ({ id, name: names, form: 'sheet', width_tenths: width, height_tenths: height, columns, rows });
const template = (code: string, width: number, height: number, more: Partial<LabelTemplate> = {}): LabelTemplate => ({ code, kind: 'folder', kind_name: names, title: names, width_tenths: width, height_tenths: height, is_form: false, version: null, retired: false, ...more });
const how: Usual = { templates: {}, paper: { named: 'a4-3x8' }, words: 'zh', right_tenths: 0, down_tenths: 0, printer: '' };
const papers = [paper('a4-3x8', 700, 370), paper('roll-60x40', 600, 400, 1, 1)];

describe('what is printed with', () => {
  it('takes the largest template that fits the paper, and what was used last before that', () => {
    const templates = [template('small', 400, 300), template('large', 1000, 700), template('fitting', 700, 370), template('own-old', 700, 370, { retired: true })];
    expect(templateFor('folder', how, templates, papers)).toBe('fitting');
    expect(templateFor('folder', { ...how, templates: { folder: 'large' } }, templates, papers)).toBe('large');
    expect(templateFor('folder', { ...how, templates: { folder: 'own-old' } }, templates, papers)).toBe('fitting');
    expect(templateFor('badge', how, templates, papers)).toBe('');
  });

  it('knows how many places a sheet has', () => {
    expect(placesOf({ named: 'a4-3x8' }, papers)).toBe(24);
    expect(placesOf({ named: 'own' }, papers)).toBe(1);
    expect(placesOf({ sheet: { page_width: 2100, page_height: 2970, width: 600, height: 400, left: 0, top: 0, across: 600, down: 400, columns: 2, rows: 5 } }, papers)).toBe(10);
  });

  it('lets a label be a hair larger than its place', () => {
    expect(fits(template('x', 703, 370), papers[0]!)).toBe(true);
    expect(fits(template('x', 704, 370), papers[0]!)).toBe(false);
  });

  it('offers the printers at this desk first, and none that is not used any more', () => {
    const printer = (code: string, desks: string[], retired = false) => ({ code, desks, retired });
    const all = [printer('far', ['repair']), printer('old', ['reception'], true), printer('here', ['scanning', 'reception'])];
    expect(atDesk(all, 'reception').map((one) => one.code)).toEqual(['here', 'far']);
  });

  it('writes and reads millimetres', () => {
    expect([mm(705), mm(600), tenths('70.5'), tenths('70,5'), tenths('x')]).toEqual(['70.5', '60', 705, 705, 0]);
    expect(designOf(how, 'folder-60x40', 5).start).toBe(5);
  });
});
