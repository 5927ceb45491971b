/** 简体中文 */
import type { Messages } from './index.svelte';
import { account } from './zh-CN/account';
import { cases } from './zh-CN/cases';
import { common } from './zh-CN/common';
import { counts } from './zh-CN/counts';
import { design } from './zh-CN/design';
import { desk } from './zh-CN/desk';
import { figures } from './zh-CN/figures';
import { find } from './zh-CN/find';
import { folders } from './zh-CN/folders';
import { forms } from './zh-CN/forms';
import { help } from './zh-CN/help';
import { jobs } from './zh-CN/jobs';
import { labels } from './zh-CN/labels';
import { map } from './zh-CN/map';
import { places } from './zh-CN/places';
import { receive } from './zh-CN/receive';
import { scans } from './zh-CN/scans';
import { setup } from './zh-CN/setup';
import { surgery } from './zh-CN/surgery';

export const zhCN: Messages = {
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
