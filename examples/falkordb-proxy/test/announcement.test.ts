import test from 'ava';
import { announcement } from '../src/announcement.js';

const facts = { url: 'http://127.0.0.1:3001', backendUrl: 'http://127.0.0.1:3000', needsKey: false };

/** The one JSON object in the text. */
function pasted(text: string): unknown {
  return JSON.parse(/^ {2}\{\n[\s\S]*?^ {2}\}$/m.exec(text)?.[0] ?? '');
}

test('the configuration for Claude Desktop can be pasted', (t) => {
  t.deepEqual(pasted(announcement(facts)), {
    mcpServers: {
      falkordb: {
        command: 'npx',
        args: ['-y', 'mcp-remote', 'http://127.0.0.1:3001/sse/', '--transport', 'sse-only'],
      },
    },
  });
});

test('with keys the places for them are there, in every command', (t) => {
  const text = announcement({ ...facts, needsKey: true });
  t.deepEqual(pasted(text), {
    mcpServers: {
      falkordb: {
        command: 'npx',
        args: [
          '-y',
          'mcp-remote',
          'http://127.0.0.1:3001/sse/',
          '--transport',
          'sse-only',
          '--header',
          'Authorization:\x24{AUTHORIZATION}',
        ],
        env: { AUTHORIZATION: 'Bearer YOUR-KEY' },
      },
    },
  });
  t.is(text.match(/--header "Authorization: Bearer YOUR-KEY"/g)?.length, 2);
});

test('the command lines of two other clients can be pasted', (t) => {
  const text = announcement(facts);
  t.regex(text, /^ {2}claude mcp add --transport http falkordb http:\/\/127\.0\.0\.1:3001\/mcp$/m);
  // The address comes first and without an option: that is what every release of the Inspector takes.
  t.regex(
    text,
    /^ {2}npx -y @modelcontextprotocol\/inspector --cli http:\/\/127\.0\.0\.1:3001\/mcp --transport http --method tools\/list$/m,
  );
});

test('the folder of the graphs is named when it is on this machine', (t) => {
  t.notRegex(announcement(facts), /Graphs/);
  t.regex(announcement({ ...facts, dataDir: '/home/ann/graphs' }), /Graphs are kept +\/home\/ann\/graphs\n/);
});

const users = [
  { name: 'alice', tenant: 'acme', password: 'password-of-alice' },
  { name: 'bob', tenant: 'globex', password: 'password-of-bob' },
];

test('with sign-in everybody who was made up is named, and the token can be pasted', (t) => {
  const text = announcement({ ...facts, signIns: { users, token: 'a-token' } });
  t.regex(text, /^ {2}alice +of acme +password password-of-alice$/m);
  t.regex(text, /^ {2}bob +of globex +password password-of-bob$/m);
  t.regex(text, /^ {2}a-token$/m);
  // Clients sign in by themselves: there is no header to fill in.
  t.deepEqual(pasted(text), pasted(announcement(facts)));
});

test('with users of a file or a provider nothing is made up', (t) => {
  const text = announcement({ ...facts, signIns: { users: [], token: undefined } });
  t.regex(text, /people sign in/);
  t.notRegex(text, /password|npm run token/);
});
