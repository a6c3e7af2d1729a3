import test from 'ava';
import { deriveBackports } from '../../src/embedded/apt-sources.js';

const stanzas = `# the archive
Types: deb deb-src
# disabled: http://old.example/debian
URIs: http://archive.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
URIs: http://security.example/debian-security
Suites: bookworm-security
Components: main
`;

test('a deb822 stanza keeps everything but its suites and comments', (t) => {
  t.deepEqual(deriveBackports([{ name: 'debian.sources', text: stanzas }], 'bookworm'), {
    fileName: 'private.sources',
    text: `Types: deb deb-src
URIs: http://archive.example/debian
Components: main
Signed-By: /usr/share/keyrings/archive.gpg
Suites: bookworm bookworm-backports
`,
  });
});

test('a deb822 field may go on over several lines, as an embedded key does', (t) => {
  const text = `Types: deb
URIs: http://archive.example/debian
Suites: bookworm
 bookworm-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
`;
  t.deepEqual(deriveBackports([{ name: 'debian.sources', text }], 'bookworm'), {
    fileName: 'private.sources',
    text: `Types: deb
URIs: http://archive.example/debian
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
Suites: bookworm bookworm-backports
`,
  });
});

test('a one-line entry keeps its options', (t) => {
  const text = `# deb http://old.example/debian bookworm main
deb-src http://archive.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://archive.example/debian bookworm-updates main
deb [arch=amd64 signed-by=/k.gpg] http://archive.example/debian bookworm main contrib
`;
  t.deepEqual(deriveBackports([{ name: 'sources.list', text }], 'bookworm'), {
    fileName: 'private.list',
    text: `deb [arch=amd64 signed-by=/k.gpg] http://archive.example/debian bookworm main contrib
deb [arch=amd64 signed-by=/k.gpg] http://archive.example/debian bookworm-backports main contrib
`,
  });
});

const without: [title: string, name: string, text: string][] = [
  ['the file is disabled by its ending', 'debian.sources.disabled', stanzas],
  ['the stanza is switched off', 'debian.sources', stanzas.replace('Components: main\nSigned', 'Enabled: no\nSigned')],
  ['only the security suite is there', 'sources.list', 'deb http://security.example/debian bookworm-security main\n'],
  ['the release is another one', 'sources.list', 'deb http://archive.example/debian trixie main\n'],
  ['only sources are served', 'debian.sources', stanzas.replace('deb deb-src', 'deb-src')],
  ['the file is empty', 'sources.list', ''],
];

for (const [title, name, text] of without) {
  test(`no backports when ${title}`, (t) => {
    t.is(deriveBackports([{ name, text }], 'bookworm'), undefined);
  });
}

test('the first file that serves the release is taken', (t) => {
  const other = { name: 'other.list', text: 'deb http://other.example/x stable main\n' };
  const main = { name: 'sources.list', text: 'deb http://archive.example/debian bookworm main\n' };
  t.is(deriveBackports([other, main], 'bookworm')?.fileName, 'private.list');
});
