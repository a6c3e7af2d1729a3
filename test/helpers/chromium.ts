import { accessSync, constants } from 'node:fs';
import type { ExecutionContext } from 'ava';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path of a Chromium: `CHROMIUM_PATH`, or where Debian's package puts it. */
function executable(): string {
  const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    throw new Error(
      `There is no Chromium at ${path}, and this test needs a real browser. Run: apt-get install chromium, or set CHROMIUM_PATH.`,
    );
  }
}

let running: Promise<Browser> | undefined;

function launch(): Promise<Browser> {
  running ??= chromium.launch({ executablePath: executable(), headless: true, args: flags });
  return running;
}

/** A window of a real browser with cookies and cache of its own. The browser itself serves all tests of a file. */
export async function openChromium(t: ExecutionContext, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const browser = await launch();
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  t.teardown(() => context.close());
  context.setDefaultTimeout(15_000);
  return context;
}

/** Ends the browser; for `test.after.always`. */
export async function closeChromium(): Promise<void> {
  await (await running)?.close();
  running = undefined;
}
