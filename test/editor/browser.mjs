// Finds a Chrome and starts it.
import { accessSync, constants, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { installed } from './install.mjs';

/** Where an installed Chrome usually lies; names without a folder are looked up in the PATH. */
const USUAL_PLACES = {
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
    ['/Applications', `${homedir()}/Applications`].map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`),
  ),
  linux: [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    '/snap/bin/chromium',
  ],
};

/**
 * A Chrome: the one in CHROME_PATH, else an installed one, else the one that came from npm (Linux x64).
 * @throws when there is none, with what was tried
 */
export function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (isExecutable(named)) return { executablePath: named, env: {} };
    throw new Error(`CHROME_PATH is ${named}, which is no program that can be run.`);
  }
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const usual = USUAL_PLACES[process.platform] ?? [];
  const places = usual.flatMap((place) => (path.isAbsolute(place) ? [place] : folders.map((f) => path.join(f, place))));
  const found = places.find(isExecutable);
  if (found) return { executablePath: found, env: {} };
  const bundled = path.join(installed.bundledBrowser, 'chromium');
  if (isExecutable(bundled)) return { executablePath: bundled, env: bundledEnv() };
  throw new Error(
    `The editor tests found no Chrome, Chromium or Edge. Tried: CHROME_PATH, ${usual.join(', ')}, ${bundled}. ` +
      'Install one, or set CHROME_PATH to the program.',
  );
}

/** The bundled Chromium needs nothing of the system: it has the libraries it links against, and a font. */
function bundledEnv() {
  const root = installed.bundledBrowser;
  const config = path.join(root, 'fonts.conf');
  writeFileSync(
    config,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${root}/fonts</dir>
  <cachedir>${root}/font-cache</cachedir>
</fontconfig>
`,
  );
  return { LD_LIBRARY_PATH: path.join(root, 'al2023/lib'), FONTCONFIG_FILE: config };
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a headless browser; `close()` ends it.
 * @param {{profile: string, viewport: {width: number, height: number}}} options `profile`: a folder that the caller removes
 */
export async function launchBrowser({ profile, viewport }) {
  const { executablePath, env } = findBrowser();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport,
    env: { ...process.env, ...env },
    args: ['--disable-gpu', '--disable-quic', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
  return { context, page: context.pages()[0] ?? (await context.newPage()), close: () => context.close() };
}
