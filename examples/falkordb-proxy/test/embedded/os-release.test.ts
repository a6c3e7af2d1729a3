import test from 'ava';
import { parseRelease } from '../../src/embedded/os-release.js';

test('values are read with and without quotes, comments are passed over', (t) => {
  const text = `# a comment
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
VERSION_CODENAME=bookworm
ID='debian'

not an assignment
`;
  t.deepEqual(parseRelease(text), {
    PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)',
    VERSION_CODENAME: 'bookworm',
    ID: 'debian',
  });
});
