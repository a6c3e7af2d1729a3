import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { silentLogger } from 'mcp-rest-proxy';
import { localUsers, type SealedRecords } from 'mcp-rest-proxy/oauth';
import { environment, programPath, tempFolder } from './helpers/program.js';

/** Local users remember nothing. */
const nothing: SealedRecords = {
  get: async () => undefined,
  set: async () => {},
  claim: async () => true,
  take: async () => undefined,
  delete: async () => {},
  touch: async () => {},
  under: () => nothing,
};

async function run(args: readonly string[], password: string) {
  const child = spawn(process.execPath, [programPath('hash-password'), ...args], { env: environment({}) });
  child.stdin.on('error', () => {}).end(password);
  const [out, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (child.exitCode === null) await once(child, 'exit');
  return { code: child.exitCode, out, complaint };
}

test('the line goes into a file of users, and lets its user in with that password only', async (t) => {
  const { code, out } = await run(['ann@example.com', 'acme'], 's3cret\n');
  t.is(code, 0);
  t.regex(out, /^ann@example\.com:scrypt\$[^:\n]+:acme\n$/);
  const file = join(await tempFolder(t), 'users');
  await writeFile(file, out);
  const context = { records: nothing, logger: silentLogger, now: Date.now, problemWith: () => undefined };
  const login = localUsers({ file })(context);
  if (login.kind !== 'form') throw new Error('There is no form');
  const attempt = (password: string) =>
    login.authenticate({ username: 'ann@example.com', password, remoteAddress: '127.0.0.1' });
  t.like(await attempt('s3cret'), { status: 'authenticated' });
  t.like(await attempt('s3cret\n'), { status: 'denied' });
});

test('where there are no tenants none is named', async (t) => {
  t.regex((await run(['ann'], 's3cret')).out, /^ann:scrypt\$[^:\n]+\n$/);
});

const wrong: [title: string, args: string[], complaint: RegExp][] = [
  ['no name', [], /Whose password is it\? Write: npm run hash-password -- NAME TENANT/],
  ['a name that would end its field', ['a:b', 'acme'], /The name is not made of/],
  ['T077: a tenant that would reach into another', ['ann', 'a_b'], /letters, digits and hyphens/],
  ['a password among the arguments', ['ann', 'acme', 's3cret'], /the password is asked for/],
];

for (const [title, args, complaint] of wrong) {
  test(`${title} is refused`, async (t) => {
    const told = await run(args, 's3cret');
    t.is(told.code, 1);
    t.is(told.out, '');
    t.regex(told.complaint, complaint);
    t.notRegex(told.complaint, /s3cret/);
  });
}
