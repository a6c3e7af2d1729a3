import base from './ava.config.js';

/** The tests in a real Chromium, apart: `npm test` needs nothing that npm does not install. */
export default { ...base, files: ['test/**/*.browser.ts', 'examples/*/test/**/*.browser.ts'] };
