/** The design system: everything a page is built of. */
export { default as Badge } from './Badge.svelte';
export { default as Button } from './Button.svelte';
export { default as CodeText } from './CodeText.svelte';
export { default as Combobox } from './Combobox.svelte';
export { default as Dialog } from './Dialog.svelte';
export { default as EmptyState } from './EmptyState.svelte';
export { default as Field } from './Field.svelte';
export { default as Icon, type IconName } from './Icon.svelte';
export { default as Meter } from './Meter.svelte';
export { default as PageHead } from './PageHead.svelte';
export { default as Problem } from './Problem.svelte';
export { default as Select } from './Select.svelte';
export { default as Skeleton } from './Skeleton.svelte';
export { default as Spinner } from './Spinner.svelte';
export { default as StatePill } from './StatePill.svelte';
export { default as Table, type Column } from './Table.svelte';
export { default as Tabs } from './Tabs.svelte';
export { default as Toasts } from './Toasts.svelte';
