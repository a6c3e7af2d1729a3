import { PassThrough, Readable } from 'node:stream';
import test from 'ava';
import { readPassword } from '../../src/access/read-password.js';

/** A terminal on which these keys are pressed; `modes` is what it was told of echoing by itself. */
function terminal(keys: string) {
  const modes: boolean[] = [];
  const source = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => void modes.push(on) });
  const prompts = new PassThrough().setEncoding('utf8');
  source.write(keys);
  return { source, prompts, modes, shown: () => String(prompts.read()) };
}

test('a password typed twice is taken and never shown', async (t) => {
  const { source, prompts, modes, shown } = terminal('s3cret wörd\rs3cret wörd\r');
  t.is(await readPassword(source, prompts), 's3cret wörd');
  t.deepEqual(modes, [true, false]);
  t.is(shown(), 'Password: \nOnce more: \n');
});

test('two that differ are refused', async (t) => {
  const { source, prompts, modes } = terminal('s3cret\rsecret\r');
  await t.throwsAsync(readPassword(source, prompts), { message: 'The two are not the same.' });
  t.deepEqual(modes, [true, false]);
});

test('Ctrl-C in place of a password ends it, and the terminal is as before', async (t) => {
  const { source, prompts, modes } = terminal('s3c\u0003');
  await t.throwsAsync(readPassword(source, prompts), { message: 'No password was given.' });
  t.deepEqual(modes, [true, false]);
});

const piped: [text: string, password: string][] = [
  ['s3cret', 's3cret'],
  ['s3cret\n', 's3cret'],
  ['s3cret\r\n', 's3cret'],
  [' with blanks ', ' with blanks '],
];

for (const [text, password] of piped) {
  test(`${JSON.stringify(text)} piped in is ${JSON.stringify(password)}`, async (t) => {
    t.is(await readPassword(Readable.from([text]), new PassThrough()), password);
  });
}

for (const text of ['', '\n', 'one\ntwo\n']) {
  test(`${JSON.stringify(text)} piped in is no password`, async (t) => {
    await t.throwsAsync(readPassword(Readable.from([text]), new PassThrough()));
  });
}
