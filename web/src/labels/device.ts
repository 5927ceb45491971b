/**
 * What can be told of a printer's or a scanner's fields before they are sent, all at once: the server names the first that
 * it refuses. What needs the network, such as whether an address is inside it, the server alone says.
 */
import type { Names } from '$lib/api';

export interface Device {
  code: string;
  name: Names;
  address: string;
}
export type DeviceField = keyof Device;

const CODE = /^[a-z0-9_-]+$/;
const WEB = /^https?:\/\/[^\s/]+/;

/** The fields that cannot be right; `isWeb` where an address begins as a page's does. */
export function faultsOf({ code, name, address }: Device, isWeb: boolean): DeviceField[] {
  const wrong: Record<DeviceField, boolean> = {
    code: !CODE.test(code.trim()),
    name: !(name.zh.trim() || name.en.trim()),
    address: isWeb ? !WEB.test(address.trim()) : /^$|\s/.test(address.trim()),
  };
  return (Object.keys(wrong) as DeviceField[]).filter((field) => wrong[field]);
}
