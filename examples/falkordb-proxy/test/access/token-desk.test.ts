import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import test from 'ava';
import { askTokenDesk, deskPath, openTokenDesk } from '../../src/access/token-desk.js';
import { tempFolder } from '../helpers/program.js';

const issue = async (user: string) => {
  if (user === 'bob') throw new Error('the store is away');
  return user !== 'ann' ? undefined : { accessToken: `token of ${user}`, expiresIn: 60 };
};

test('a desk gives tokens of the users it knows, and is gone when it is closed', async (t) => {
  const folder = await tempFolder(t);
  const desk = await openTokenDesk(folder, issue);
  t.deepEqual(await askTokenDesk(folder, 'ann'), { accessToken: 'token of ann', expiresIn: 60 });
  await t.throwsAsync(askTokenDesk(folder, 'a&user=ann'), { message: 'There is no user "a&user=ann".' });
  await t.throwsAsync(askTokenDesk(folder, 'bob'), { message: 'No token can be made now: the store is away' });
  await desk.close();
  await t.throwsAsync(askTokenDesk(folder, 'ann'), { message: /^No proxy gives tokens here/ });
  await t.throwsAsync(stat(deskPath(folder)), { code: 'ENOENT' });
});

test('only its owner can open a desk', async (t) => {
  const folder = await tempFolder(t);
  const desk = await openTokenDesk(folder, issue);
  t.teardown(desk.close);
  t.is((await stat(deskPath(folder))).mode & 0o777, 0o600);
});

test('what a killed process has left behind is taken away', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(deskPath(folder), '');
  const desk = await openTokenDesk(folder, issue);
  t.teardown(desk.close);
  t.is((await askTokenDesk(folder, 'ann')).expiresIn, 60);
});

test('a folder whose path is too long for a socket is refused', async (t) => {
  const folder = join(await tempFolder(t), 'x'.repeat(200));
  await t.throwsAsync(openTokenDesk(folder, issue), { message: /too long for a socket/ });
});

test('a path that is no URL is answered like any other', async (t) => {
  const folder = await tempFolder(t);
  const desk = await openTokenDesk(folder, issue);
  t.teardown(desk.close);
  const [response] = await once(request({ socketPath: deskPath(folder), path: '//' }).end(), 'response');
  response.resume();
  t.is(response.statusCode, 404);
});
