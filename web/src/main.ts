import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { attend } from '$lib/attended';
import { keepFocus } from '$lib/focus';
import { startLocale } from '$lib/i18n/index.svelte';
import { startRouter } from '$lib/router/router.svelte';
import { listen } from '$lib/scan/hook';
import { session } from '$lib/session.svelte';
import { startTheme } from '$lib/theme.svelte';

startTheme();
startRouter();
listen(window);
keepFocus();
attend(window);
await Promise.all([startLocale(), session.start()]);

const target = document.getElementById('app');
if (target) mount(App, { target });
