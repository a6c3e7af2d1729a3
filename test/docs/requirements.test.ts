import { readFileSync } from 'node:fs';
import test from 'ava';
import { findEvidence, requirementsTable } from '../../scripts/requirements.js';

/** Groups A to J of the security requirements, and the backend's credentials. */
const required = [
  ...Array.from({ length: 97 }, (_, index) => index + 1),
  ...Array.from({ length: 4 }, (_, index) => index + 127),
].map((number) => `T${String(number).padStart(3, '0')}`);

test('every security requirement of groups A to J has a test that names it', (t) => {
  const evidence = findEvidence();
  t.deepEqual(
    required.filter((number) => !evidence.has(number)),
    [],
  );
});

test('docs/security.md maps every number to its test, as the tests are now', (t) => {
  const document = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  t.true(document.includes(requirementsTable()), 'Run: npm run requirements');
});
