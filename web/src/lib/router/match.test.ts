import { describe, expect, it } from 'vitest';
import { fillPath, matchPath } from './match';

describe('a path', () => {
  it('gives the parameters of its pattern, decoded', () => {
    expect(matchPath('/folders/:code', '/folders/%E4%BA%AC%2F1')).toEqual({ code: '京/1' });
  });

  it('of another length or word does not match', () => {
    expect(matchPath('/folders/:code', '/folders')).toBeNull();
    expect(matchPath('/folders/:code', '/folders/a/b')).toBeNull();
    expect(matchPath('/find', '/desk')).toBeNull();
  });

  it('of a label matches in either case', () => {
    expect(matchPath('/F/:code', '/f/new2026-000001k')).toEqual({ code: 'new2026-000001k' });
    expect(matchPath('/F/:code', '/F/NEW2026-000001K')).toEqual({ code: 'NEW2026-000001K' });
    expect(matchPath('/find', '/FIND')).toBeNull();
  });

  it('that is wrongly encoded is taken as it stands', () => {
    expect(matchPath('/folders/:code', '/folders/%E4%')).toEqual({ code: '%E4%' });
  });
});

it('a filled pattern leads back to its parameters', () => {
  const code = 'A/1 档#?';
  expect(matchPath('/folders/:code', fillPath('/folders/:code', { code }))).toEqual({ code });
});
