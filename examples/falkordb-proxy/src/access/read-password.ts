import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** Where a password comes from: a terminal, or whatever is piped in. */
export type PasswordSource = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/**
 * A password, typed twice on a terminal without being shown, or piped in as one line.
 *
 * @throws Error when there is none, when the two differ, or when what is piped in has several lines.
 */
export async function readPassword(source: PasswordSource, prompts: NodeJS.WritableStream): Promise<string> {
  const password = source.isTTY ? await typeTwice(source, prompts) : oneLine(await text(source));
  if (password === '') throw new Error('The password is empty.');
  return password;
}

function oneLine(piped: string): string {
  const line = piped.replace(/\r?\n$/, '');
  if (/[\r\n]/.test(line)) throw new Error('More than one line was piped in; a password is one line.');
  return line;
}

async function typeTwice(source: PasswordSource, prompts: NodeJS.WritableStream): Promise<string> {
  // Line editing without an echo: what it would show goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: source, output: nowhere, terminal: true, historySize: 0 });
  const lines = terminal[Symbol.asyncIterator]();
  try {
    const password = await ask('Password: ', lines, prompts);
    if ((await ask('Once more: ', lines, prompts)) !== password) throw new Error('The two are not the same.');
    return password;
  } finally {
    terminal.close();
  }
}

/** Rejects when Ctrl-C or Ctrl-D is pressed instead. */
async function ask(question: string, lines: AsyncIterator<string>, prompts: NodeJS.WritableStream): Promise<string> {
  prompts.write(question);
  const { done, value } = await lines.next();
  prompts.write('\n');
  if (done) throw new Error('No password was given.');
  return value;
}
