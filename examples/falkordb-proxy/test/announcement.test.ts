import test from 'ava';
import { announcement, sentFor } from '../src/announcement.js';

const facts = { url: 'http://127.0.0.1:3001', backendUrl: 'http://127.0.0.1:3000' };

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
  const sends = sentFor(['api-key']);
  const text = announcement({ ...facts, ...(sends && { sends }) });
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
  t.regex(text, /YOUR-KEY, which stands for one of the keys\./);
});

for (const [ways, what] of [
  [['jwt'], 'an access token of JWT_ISSUER'],
  [['api-key', 'jwt'], 'an access token of JWT_ISSUER, or one of the keys'],
] as const) {
  test(`with ${ways.join()} the places for tokens are there, in every command`, (t) => {
    const sends = sentFor(ways);
    const text = announcement({ ...facts, ...(sends && { sends }) });
    t.like(pasted(text), { mcpServers: { falkordb: { env: { AUTHORIZATION: 'Bearer TOKEN' } } } });
    t.is(text.match(/"--header","Authorization:\$\{AUTHORIZATION\}"/g)?.length, 1);
    t.is(text.match(/--header "Authorization: Bearer TOKEN"/g)?.length, 2);
    t.true(text.includes(`Clients send Authorization: Bearer TOKEN, which stands for ${what}.\n`));
    t.true(text.includes(`npm run try  (with PROXY_API_KEY set to ${what})\n`));
  });
}

test('clients that can sign in here, or are not asked, need nothing', (t) => {
  for (const ways of [[], ['oauth'], ['api-key', 'oauth'], ['jwt', 'oauth']] as const) t.is(sentFor(ways), undefined);
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

const token = { accessToken: 'a-token', expiresIn: 3600 };

test('with sign-in everybody who was made up is named, and the token can be pasted', (t) => {
  const text = announcement({ ...facts, signIns: { users, token } });
  t.regex(text, /^ {2}alice +tenant acme +password password-of-alice$/m);
  t.regex(text, /^ {2}bob +tenant globex +password password-of-bob$/m);
  t.regex(text, /a token of alice, good for 60 minutes\.\n\n {2}a-token\n\n {2}A fresh one: npm run token,/);
  t.regex(text, /npm run token -- bob$/m);
  t.regex(text, /inspector --cli \S+ --transport http --header "Authorization: Bearer a-token" --method tools\/list$/m);
  t.regex(text, /PROXY_AUTH=none npm start/);
  // Clients sign in by themselves: there is no header to fill in.
  t.deepEqual(pasted(text), pasted(announcement(facts)));
});

test('with sign-in but without tenants none is named', (t) => {
  const people = users.map(({ name, password }) => ({ name, password }));
  const text = announcement({ ...facts, signIns: { users: people, token } });
  t.regex(text, /^ {2}alice +password password-of-alice$/m);
  t.notRegex(text, /tenant/);
});

test('without sign-in nothing is said about it', (t) => {
  t.notRegex(announcement(facts), /[Ss]ign|token|PROXY_AUTH|--header/);
});

test('with users of a file or a provider nothing is made up', (t) => {
  const text = announcement({ ...facts, signIns: { users: [], token: undefined } });
  t.regex(text, /people sign in/);
  t.notRegex(text, /password|npm run token|PROXY_AUTH|--header/);
});
