/** English, an area a file. The other catalogues must have the same keys and the same parameters. */
import { account } from './en/account';
import { cases } from './en/cases';
import { common } from './en/common';
import { counts } from './en/counts';
import { design } from './en/design';
import { desk } from './en/desk';
import { figures } from './en/figures';
import { find } from './en/find';
import { folders } from './en/folders';
import { forms } from './en/forms';
import { help } from './en/help';
import { jobs } from './en/jobs';
import { labels } from './en/labels';
import { map } from './en/map';
import { places } from './en/places';
import { receive } from './en/receive';
import { scans } from './en/scans';
import { setup } from './en/setup';
import { surgery } from './en/surgery';

export const en = {
  ...account,
  ...cases,
  ...common,
  ...counts,
  ...design,
  ...desk,
  ...figures,
  ...find,
  ...folders,
  ...forms,
  ...help,
  ...jobs,
  ...labels,
  ...map,
  ...places,
  ...receive,
  ...scans,
  ...setup,
  ...surgery,
};
