/** English, an area a file. The other catalogues must have the same keys and the same parameters. */
import { account } from './en/account';
import { common } from './en/common';
import { counts } from './en/counts';
import { desk } from './en/desk';
import { folders } from './en/folders';
import { jobs } from './en/jobs';
import { places } from './en/places';
import { setup } from './en/setup';
import { surgery } from './en/surgery';

export const en = { ...common, ...account, ...desk, ...folders, ...places, ...counts, ...jobs, ...setup, ...surgery };
