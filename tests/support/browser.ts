import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { aptInstall, find, succeeds } from './programs';

/** First the one without windows, which takes half the processor time. */
const system = [
	'chromium-headless-shell',
	'chromium',
	'chromium-browser',
	'google-chrome',
	'google-chrome-stable'
];
const elsewhere = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
];

/**
 * Finds a Chromium to test with, or installs one.
 * @returns its path; empty for Playwright's own.
 * @throws {Error} one sentence, when there is none and none can be installed.
 */
export function findChromium(): string {
	const wanted = process.env.CHROMIUM_PATH;
	if (wanted && !existsSync(wanted))
		throw new Error(`CHROMIUM_PATH is ${wanted}, where nothing is.`);
	if (wanted) return wanted;
	if (existsSync(chromium.executablePath())) return '';
	const found = installedOne();
	if (found) return found;

	console.log('Installing a Chromium for the journeys …');
	succeeds('npx', 'playwright', 'install', '--with-deps', 'chromium');
	if (existsSync(chromium.executablePath())) return '';
	if (aptInstall('chromium-headless-shell') || aptInstall('chromium')) {
		const installed = installedOne();
		if (installed) return installed;
	}
	throw new Error(
		'The journeys need a Chromium: install chromium or Google Chrome, or set CHROMIUM_PATH to one.'
	);
}

function installedOne() {
	const candidates = [...system.map((name) => find(name)), ...elsewhere.filter(existsSync)];
	// Some systems have a placeholder there that only says how to install the real one.
	return candidates.find(
		(path) => path && (elsewhere.includes(path) || succeeds(path, '--version'))
	);
}

/** The path of a text browser, installed if that can be done, or null. */
export function findTextBrowser(name: 'w3m' | 'lynx') {
	return find(name) ?? (aptInstall(name) ? find(name) : null);
}
