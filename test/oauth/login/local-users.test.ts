import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ConfigurationError } from '../../../src/errors.js';
import { type LocalUsersOptions, localUsers } from '../../../src/oauth/login/local-users.js';
import type { FormLogin } from '../../../src/oauth/login/login.js';
import { hashPassword, readPasswordHash, verifyPassword } from '../../../src/oauth/login/password.js';
import { createSealer } from '../../../src/oauth/login/seal.js';
import { createSealedRecords } from '../../../src/oauth/login/sealed-records.js';
import { memoryStore } from '../../../src/store/memory-store.js';
import { recordingLogger } from '../../helpers/recording-logger.js';

/** The least that is accepted, so that the tests are quick. */
const cheap = { N: 2 ** 14, r: 8, p: 1 };
const alicesHash = await hashPassword('opensesame', cheap);

function open(t: ExecutionContext, options: LocalUsersOptions, now: () => number = Date.now) {
  const store = memoryStore();
  t.teardown(() => store.close());
  const logger = recordingLogger();
  const records = createSealedRecords(store, createSealer(['0123456789abcdef']));
  return { login: localUsers(options)({ records, logger, now, problemWith: () => undefined }) as FormLogin, logger };
}

async function usersFile(t: ExecutionContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'users-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, 'users');
  await writeFile(file, text);
  return file;
}

const attempt = (username: string, password: string, remoteAddress = '192.0.2.1') => ({
  username,
  password,
  remoteAddress,
});

test('a user of an environment entry signs in with tenant and scopes', async (t) => {
  const { login } = open(t, { entries: `alice:${alicesHash}:acme:notes:read,notes:write; bob:${alicesHash}` });
  t.deepEqual(await login.authenticate(attempt('alice', 'opensesame')), {
    status: 'authenticated',
    account: { subject: 'alice', name: 'alice', claims: {}, tenant: 'acme', scopes: ['notes:read', 'notes:write'] },
  });
  t.deepEqual(await login.find('bob', 'session'), { subject: 'bob', name: 'bob', claims: {} });
});

for (const [what, username, password] of [
  ['a wrong password', 'alice', 'opensesam'],
  ['an empty password', 'alice', ''],
  ['an unknown name', 'mallory', 'opensesame'],
  ['no name', '', 'opensesame'],
  ['a name of an object’s own making', '__proto__', 'opensesame'],
  ['a password that only begins right', 'alice', `opensesame${'x'.repeat(2000)}`],
] as const) {
  test(`${what} is denied`, async (t) => {
    const { login } = open(t, { users: [{ name: 'alice', password: alicesHash }] });
    t.deepEqual(await login.authenticate(attempt(username, password)), { status: 'denied' });
  });
}

test('an unknown name takes about as long as a wrong password', async (t) => {
  const { login } = open(t, { users: [{ name: 'alice', password: alicesHash }], limits: { perUser: 100 } });
  const time = async (name: string) => {
    const begin = performance.now();
    for (let round = 0; round < 3; round += 1) await login.authenticate(attempt(name, 'wrong'));
    return performance.now() - begin;
  };
  await time('alice');
  t.true((await time('mallory')) > (await time('alice')) / 4);
});

test('the same password typed in another normal form is the same password', async (t) => {
  const hash = readPasswordHash(await hashPassword('caf\u00e9', cheap));
  if (typeof hash === 'string') return t.fail(hash);
  t.true(await verifyPassword('cafe\u0301', hash));
});

test('five wrong passwords block that name from that address only, until the window is over', async (t) => {
  let clock = 1_000_000;
  const users = ['alice', 'bob'].map((name) => ({ name, password: alicesHash }));
  const { login } = open(t, { users }, () => clock);
  for (let round = 0; round < 5; round += 1) await login.authenticate(attempt('alice', 'wrong'));
  t.deepEqual(await login.authenticate(attempt('alice', 'opensesame')), { status: 'throttled', retryAfter: 900 });
  t.like(await login.authenticate(attempt('alice', 'opensesame', '198.51.100.7')), { status: 'authenticated' });
  t.like(await login.authenticate(attempt('bob', 'opensesame')), { status: 'authenticated' });
  clock += 900_001;
  t.like(await login.authenticate(attempt('alice', 'opensesame')), { status: 'authenticated' });
});

test('guessing many names from one address is blocked too, and guessing in parallel does not help', async (t) => {
  const { login } = open(t, { users: [{ name: 'alice', password: alicesHash }], limits: { perAddress: 10 } });
  const guesses = Array.from({ length: 30 }, (_, index) => login.authenticate(attempt(`user${index}`, 'guess')));
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  t.true(statuses.filter((status) => status === 'denied').length <= 11);
  t.true(statuses.filter((status) => status === 'throttled').length >= 19);
});

test('more sign-ins than can be hashed in good time are put off', async (t) => {
  const { login } = open(t, { users: [{ name: 'alice', password: alicesHash }], limits: { perUser: 1 } });
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => login.authenticate(attempt(`user${index % 2}`, 'x', `192.0.2.${index}`))),
  );
  t.true(answers.filter((answer) => answer.status === 'throttled' && answer.retryAfter === 5).length >= 30);
});

test('a file is read again when it has changed: new people can sign in, removed ones are gone', async (t) => {
  const file = await usersFile(t, `# people\nalice:${alicesHash}:acme\n`);
  const { login, logger } = open(t, { file });
  t.like(await login.find('alice', 'refresh'), { subject: 'alice', tenant: 'acme' });
  await writeFile(file, `# other people\r\n\r\n  bob:${alicesHash}::notes:read\r\n`);
  t.is(await login.find('alice', 'refresh'), undefined);
  t.deepEqual(await login.find('bob', 'refresh'), { subject: 'bob', name: 'bob', claims: {}, scopes: ['notes:read'] });
  t.true(logger.entries.some(({ message }) => message === 'The users file has changed and was read again'));
});

test('a file that has become wrong or is gone leaves the people read before, and says so', async (t) => {
  const file = await usersFile(t, `alice:${alicesHash}\n`);
  const { login, logger } = open(t, { file });
  await writeFile(file, 'alice:oops\n');
  t.like(await login.find('alice', 'session'), { subject: 'alice' });
  await rm(file);
  t.like(await login.find('alice', 'session'), { subject: 'alice' });
  t.is(logger.entries.filter(({ level }) => level === 'error').length, 2);
});

test('everything wrong with the users is said at once, without showing a hash', (t) => {
  const entries = [
    'ali ce:nonsense-hash',
    `bob:${alicesHash}:two words`,
    `bob:${alicesHash}`,
    `eve:scrypt$2$8$1$${'a'.repeat(22)}$${'b'.repeat(43)}`,
  ];
  const error = t.throws(() => localUsers({ entries: entries.join('\n') }), { instanceOf: ConfigurationError });
  t.deepEqual(
    error?.problems.map(({ place, message }) => `${place}: ${message}`),
    [
      'localUsers.entries, line 1: the name is not made of 1 to 64 letters, digits and . _ @ + -',
      'localUsers.entries, line 1: the hash does not have the form scrypt$N$r$p$salt$hash.',
      'localUsers.entries, line 2: the tenant holds spaces, colons or control characters.',
      'localUsers.entries, line 3: the name "bob" is there twice.',
      'localUsers.entries, line 4: N must be a power of two from 2^14 to 2^20.',
    ],
  );
  t.notRegex(error?.message ?? '', /nonsense-hash|scrypt\$16384/);
});

for (const [what, options] of [
  ['no source', {}],
  ['two sources', { users: [], entries: '' }],
  ['no users', { users: [] }],
  ['an empty entry', { entries: ' ;\n# nobody\n' }],
  ['a file that is not there', { file: 'no-such-file' }],
] as const) {
  test(`${what} is a configuration error`, (t) => {
    t.throws(() => localUsers(options), { instanceOf: ConfigurationError });
  });
}

for (const [options, place] of [
  [undefined, 'localUsers'],
  [{ entries: ['x'] }, 'localUsers.entries'],
  [{ file: 5 }, 'localUsers.file'],
  [{ users: 'alice' }, 'localUsers.users'],
  [{ users: [null] }, 'localUsers.users'],
  [{ users: [{ name: 'alice', password: alicesHash, scopes: [7] }] }, 'localUsers.users[0]'],
  [{ users: [{ name: 'alice', password: alicesHash }], limits: 5 }, 'localUsers.limits'],
  [{ users: [{ name: 'alice', password: alicesHash }], limits: { perUser: Number.NaN } }, 'localUsers.limits.perUser'],
  [{ users: [{ name: 'alice', password: alicesHash }], limits: { window: '5' } }, 'localUsers.limits.window'],
] as const) {
  test(`${JSON.stringify(options)?.replaceAll(alicesHash, '…') ?? 'nothing'} is a configuration error, not a crash`, (t) => {
    const error = t.throws(() => Reflect.apply(localUsers, undefined, [options]), { instanceOf: ConfigurationError });
    t.deepEqual(
      error?.problems.map((problem) => problem.place),
      [place],
    );
  });
}

test('hashPassword salts, and refuses an empty password and impossible costs', async (t) => {
  t.regex(alicesHash, /^scrypt\$16384\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  t.not(await hashPassword('opensesame', cheap), alicesHash);
  t.regex(await hashPassword('default cost'), /^scrypt\$32768\$8\$3\$/);
  await t.throwsAsync(hashPassword(''), { instanceOf: ConfigurationError });
  await t.throwsAsync(hashPassword('x', { N: 1024 }), { instanceOf: ConfigurationError });
  await t.throwsAsync(hashPassword('x', { N: 2 ** 20, r: 16 }), { instanceOf: ConfigurationError });
});
